package dev.mayfly.workflows.lifecycle;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How long each kind of act is waited for, and how it is repeated. Every time limit is stated here, and why. */
final class Patience {
    /** A worker that says nothing for so long is taken for dead, and its work is given to another. */
    private static final Duration SILENCE = Duration.ofSeconds(8);

    /** Bookkeeping on the control queue: short, and repeated for ever, since nothing may go unrecorded. */
    static final ActivityOptions QUICK = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(10))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(200))
                    .setMaximumInterval(Duration.ofSeconds(10))
                    .build())
            .build();

    /**
     * Admission: a host may be restarting; when none comes, the requester is told. It only reads and a person waits for
     * it, so it is done on the spot, where the workflow runs.
     */
    static final LocalActivityOptions ADMIT = LocalActivityOptions.newBuilder()
            .setSummary("Admit")
            .setScheduleToCloseTimeout(Duration.ofMinutes(2))
            .setStartToCloseTimeout(Duration.ofSeconds(10))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(500))
                    .setMaximumInterval(Duration.ofSeconds(10))
                    .build())
            .build();

    /** Making a thing: as long as a large image or a slow cloud takes; a lasting failure gives up and removes. */
    static final ActivityOptions SLOW = ActivityOptions.newBuilder()
            .setScheduleToStartTimeout(Duration.ofMinutes(2))
            .setStartToCloseTimeout(Duration.ofMinutes(5))
            .setHeartbeatTimeout(SILENCE)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(500))
                    .setMaximumAttempts(5)
                    .build())
            .build();

    /** A person waits for it: it works soon, or the person is told that it did not. */
    static final ActivityOptions PROMPT = ActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(Duration.ofSeconds(30))
            .setStartToCloseTimeout(Duration.ofSeconds(10))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(200))
                    .setMaximumAttempts(3)
                    .build())
            .build();

    /** Keeping the contents: it fits into the margin before the fuse burns, and never blocks removal for longer. */
    static final ActivityOptions BOXED = ActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(Duration.ofSeconds(30))
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setHeartbeatTimeout(SILENCE)
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
            .build();

    /**
     * One attempt at removal. The workflow itself repeats it in rounds, for ever, so that one stuck step never shields
     * the others.
     */
    static final ActivityOptions UNTIL_GONE = ActivityOptions.newBuilder()
            .setScheduleToStartTimeout(Duration.ofSeconds(30))
            .setStartToCloseTimeout(Duration.ofMinutes(2))
            .setHeartbeatTimeout(SILENCE)
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build();

    /** Updates in flight are given so long to finish before removal starts; their acts are {@link #PROMPT}. */
    static final Duration HANDLERS = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final int DOUBLINGS = 12;

    private Patience() {}

    /** The pause before the next round of removal: the second pass follows at once, later ones ever slower. */
    static Duration beforeRound(int failedRounds) {
        if (failedRounds <= 1) {
            return FIRST_PAUSE;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failedRounds - 1, DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
