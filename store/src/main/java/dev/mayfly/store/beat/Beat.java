package dev.mayfly.store.beat;

import dev.mayfly.domain.plan.HostId;
import java.time.Duration;
import java.time.Instant;

/**
 * The last finished round of a part.
 *
 * @param host where it ran
 * @param every how often it is to come
 * @param well whether it saw everything and did all that it wanted to do
 * @param sentence what it found, for people
 */
public record Beat(Part part, HostId host, Instant at, Duration every, boolean well, String sentence) {
    /** So many rounds may be missed before it counts as late. */
    private static final int MISSED = 4;

    /** What beats. */
    public enum Part {
        /** Ends what is past its time on its host, without Temporal. */
        REAPER,
        /** Compares the world with ledger and workflows, on a schedule of Temporal. */
        SWEEP
    }

    /** Whether it should have come again by now. */
    public boolean late(Instant now) {
        return at.plus(every.multipliedBy(MISSED)).isBefore(now);
    }
}
