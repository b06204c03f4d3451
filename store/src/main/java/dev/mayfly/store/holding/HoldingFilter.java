package dev.mayfly.store.holding;

import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows of the ledger a listing shows.
 *
 * @param states any of these; empty for all
 */
public record HoldingFilter(Set<HoldingState> states, Optional<HostId> host, Optional<DriverName> driver) {
    /** Shows all. */
    public static final HoldingFilter ALL = new HoldingFilter(Set.of(), Optional.empty(), Optional.empty());

    /** Keeps its own copy. */
    public HoldingFilter {
        states = Set.copyOf(states);
    }

    /** Shows whatever on {@code host} is not known to be gone. */
    public static HoldingFilter heldOn(HostId host) {
        return new HoldingFilter(
                EnumSet.complementOf(EnumSet.of(HoldingState.GONE)), Optional.of(host), Optional.empty());
    }
}
