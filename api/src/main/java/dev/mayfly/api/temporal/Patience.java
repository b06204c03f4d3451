package dev.mayfly.api.temporal;

import java.time.Duration;

/** How long a caller waits for each kind of call to Temporal. Every time limit is stated here, and why. */
final class Patience {
    /** What only writes into Temporal: it takes milliseconds, and what failed is repeated by the {@code Starter}. */
    static final Duration WRITE = Duration.ofSeconds(2);

    /** A worker must answer, and the caller is content with the projection when it does not. */
    static final Duration QUERY = Duration.ofSeconds(1);

    /** A worker must look at it; when none does, the caller is told to come again. */
    static final Duration ACCEPTED = Duration.ofSeconds(5);

    /** What was accepted is done by hosts, whose acts the workflow bounds to half a minute. */
    static final Duration DONE = Duration.ofSeconds(40);

    /** Half a minute until a host takes it up, and as long as a program may run or a large file takes. */
    static final Duration CALL = Duration.ofMinutes(6);

    private Patience() {}
}
