package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.Owner;
import java.nio.file.Path;

/** A thing with a screen, a keyboard and a pointer. */
public interface Desktop {
    /**
     * Where viewers connect: a Unix socket on this host, which only its user may open. Each connection is one viewer and
     * speaks RFB 3.8 (RFC 6143) with the security type None; several viewers share one screen. Whoever is inside may
     * control what is said there.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code LOST} when the thing is not there, {@code WRONG_PHASE} when
     *     it has no desktop or is frozen
     */
    Path desktop(Owner owner);
}
