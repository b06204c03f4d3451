package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.Owner;
import java.nio.file.Path;

/** A thing in which a shell can be used at a terminal. */
public interface Terminal {
    /**
     * Where terminals connect: a Unix socket on this host, which only its user may open. Each connection is one terminal
     * with a shell of its own, which ends with it.
     *
     * <p>Whoever connects first sends a line of JSON, {@code {"op":"terminal","columns":80,"rows":24}}, and reads a line
     * of at most 64 KiB, which is an object with {@code "ok":true} when the shell runs. After it come the terminal's
     * bytes as they are. To it go frames: one byte for the kind, four for the length in network order, then that many
     * bytes (at most 64 KiB). Kind 0 is input; kind 1 is a size, of two bytes for the columns and two for the rows.
     * Whoever is inside may control what is said there.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code LOST} when the thing is not there, {@code WRONG_PHASE} when
     *     it is frozen
     */
    Path terminal(Owner owner);
}
