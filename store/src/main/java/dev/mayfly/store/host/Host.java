package dev.mayfly.store.host;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import java.time.Instant;
import java.util.Set;

/**
 * A machine that workspaces live on.
 *
 * @param drivers what its worker offers
 * @param draining whether nothing new is to be placed on it
 */
public record Host(HostId id, Set<DriverName> drivers, Instant lastSeenAt, boolean draining) {
    /** Keeps its own copy. */
    public Host {
        drivers = Set.copyOf(drivers);
    }
}
