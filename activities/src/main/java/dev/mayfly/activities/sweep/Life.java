package dev.mayfly.activities.sweep;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the workspace that a thing is for.
 *
 * @param known whether there is a row of the workspace
 * @param closed whether its teardown was finished
 * @param fuseAt when the fuses of its things burn, as far as the projection of its lease tells
 * @param driven whether its workflow runs
 */
public record Life(boolean known, boolean closed, Optional<Instant> fuseAt, Driven driven) {

    /** Nothing at all is known, and nobody was asked. */
    public static final Life UNKNOWN = new Life(false, false, Optional.empty(), Driven.UNKNOWN);

    /** Whether a workflow drives it. */
    public enum Driven {
        /** Its workflow runs. */
        YES,
        /** Temporal has said that none runs. */
        NO,
        /** Temporal was not asked, or did not answer. */
        UNKNOWN
    }

    /** The same with the answer of Temporal. */
    public Life driven(Driven answer) {
        return new Life(known, closed, fuseAt, answer);
    }
}
