package dev.mayfly.domain.workspace;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The phases of a workspace's life. Frozen and stalled are marks on a phase, not phases.
 *
 * <p>Every phase before {@link #CLOSED} may move to {@link #DESTROYING}: ending is legal at any time.
 */
public enum Phase {
    /** Requested; policy or people have yet to say yes. */
    AWAITING_APPROVAL,
    /** The plan is being walked forwards. */
    PROVISIONING,
    /** Ready and used; the lease runs. */
    IN_USE,
    /** The end was asked; what is to be kept is being kept, for a bounded time. */
    SNAPSHOTTING,
    /** The plan is being walked backwards until everything is verified gone. */
    DESTROYING,
    /** Everything is gone and the receipt is written. */
    CLOSED;

    private static final Map<Phase, Set<Phase>> MOVES = new EnumMap<>(Map.of(
            AWAITING_APPROVAL, EnumSet.of(PROVISIONING, DESTROYING),
            PROVISIONING, EnumSet.of(IN_USE, DESTROYING),
            IN_USE, EnumSet.of(SNAPSHOTTING, DESTROYING),
            SNAPSHOTTING, EnumSet.of(DESTROYING),
            DESTROYING, EnumSet.of(CLOSED),
            CLOSED, EnumSet.noneOf(Phase.class)));

    /** Whether a workspace may go from this phase straight to {@code next}. */
    public boolean mayMoveTo(Phase next) {
        return MOVES.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether something may still be made for a workspace in this phase. */
    public boolean building() {
        return this == AWAITING_APPROVAL || this == PROVISIONING || this == IN_USE;
    }
}
