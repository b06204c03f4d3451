package dev.mayfly.activities.sweep;

/** Why something is to be taken away. */
public enum Reason {
    /** It should have ended itself by now: its own fuse is past. */
    OVERDUE,
    /** The ledger's row is closed with evidence of its absence, and it is there. */
    GHOST,
    /** Its workspace is closed, and its row is not. */
    CLOSED,
    /** The lease is over, and there is nothing whose fuse could say otherwise. */
    EXPIRED,
    /** No workflow drives it, and no workspace is known for which one could be started. */
    UNDRIVEN;

    /**
     * Whether this is judged by records rather than by the thing's own clock. Records may be lost, all at once, so that
     * what rests on them alone is stopped when it would take away too much.
     */
    boolean restsOnRecords() {
        return switch (this) {
            case GHOST, CLOSED, UNDRIVEN -> true;
            case OVERDUE, EXPIRED -> false;
        };
    }
}
