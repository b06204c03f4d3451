package dev.mayfly.providers.spi;

import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that is there for an owner, as the world shows it.
 *
 * @param parts what is there of it, as far as can be listed cheaply
 * @param fuseAt when it ends itself; absent when its fuse cannot be read, which is itself a fault
 * @param alive whether it can still be used; false when it has died and left something behind
 */
public record Holding(Owner owner, List<Part> parts, Optional<Instant> fuseAt, boolean alive) {
    /** Keeps its own copy. */
    public Holding {
        parts = List.copyOf(parts);
    }
}
