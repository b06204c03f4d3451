package dev.mayfly.domain.lease;

import dev.mayfly.domain.Check;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a workspace may live.
 *
 * @param startedAt when it was approved: provisioning counts
 * @param endsAt when it ends whatever happens; an extension moves it
 * @param idle after how long without use it ends earlier
 * @param longest how far from {@code startedAt} an extension may move {@code endsAt}
 */
public record Lease(Instant startedAt, Instant endsAt, Duration idle, Duration longest) {
    /**
     * How long after {@code endsAt} the fuse on the thing itself ends it. The margin lets an orderly teardown take its
     * snapshot; a fuse that burns means that the control plane was not there to do it.
     */
    public static final Duration FUSE_MARGIN = Duration.ofSeconds(45);

    /** Refuses a lease that ends before it starts or outlives its longest. */
    public Lease {
        Check.that(endsAt.isAfter(startedAt), "lease.endsAt", "after " + startedAt, endsAt);
        Check.that(!endsAt.isAfter(startedAt.plus(longest)), "lease.endsAt", "at most " + longest + " in all", endsAt);
    }

    /** When the fuse on each thing burns. */
    public Instant fuseAt() {
        return endsAt.plus(FUSE_MARGIN);
    }

    /** The latest moment to which the lease may be extended. */
    public Instant extendableTo() {
        return startedAt.plus(longest);
    }

    /** The same lease with another end. */
    public Lease endingAt(Instant newEnd) {
        return new Lease(startedAt, newEnd, idle, longest);
    }
}
