package dev.mayfly.domain.template;

import dev.mayfly.domain.Check;
import java.time.Duration;

/**
 * How long a workspace of a template may live.
 *
 * @param ttl how long it lives when nothing is asked
 * @param longest how long it may live in all, extensions included; at most {@link #LONGEST}
 * @param idle after how long without use it ends when nothing is asked
 * @param longestIdle the longest idle time that may be asked
 */
public record LeaseBounds(Duration ttl, Duration longest, Duration idle, Duration longestIdle) {
    /** No workspace lives longer: it would no longer be short-lived. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** The shortest lease and idle time: time enough to be made and seen. */
    public static final Duration SHORTEST = Duration.ofSeconds(5);

    /** Refuses bounds that contradict each other. */
    public LeaseBounds {
        Check.that(ttl.compareTo(SHORTEST) >= 0, "lease.ttl", "at least " + SHORTEST, ttl);
        Check.that(ttl.compareTo(longest) <= 0, "lease.ttl", "at most lease.longest, " + longest, ttl);
        Check.that(longest.compareTo(LONGEST) <= 0, "lease.longest", "at most " + LONGEST, longest);
        Check.that(idle.compareTo(SHORTEST) >= 0, "lease.idle", "at least " + SHORTEST, idle);
        Check.that(idle.compareTo(longestIdle) <= 0, "lease.idle", "at most lease.longestIdle, " + longestIdle, idle);
        Check.that(
                longestIdle.compareTo(longest) <= 0,
                "lease.longestIdle",
                "at most lease.longest, " + longest,
                longestIdle);
    }
}
