package dev.mayfly.activities.driver;

import dev.mayfly.providers.spi.Progress;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of one activity: it beats by itself, so that a driver that waits for its provider is not taken for dead,
 * and it stops the driver at its next report once Temporal wants the work to end.
 */
public final class Pulse implements Progress, AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(2);

    /** Beats take no time, so one thread serves all activities of a process. */
    private static final ScheduledExecutorService HEART = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("activity-heartbeats").unstarted(task));

    private final ActivityExecutionContext activity;
    private final ScheduledFuture<?> beats;
    private volatile String doing = "";
    private volatile @Nullable ActivityCompletionException stop;

    private Pulse(ActivityExecutionContext activity) {
        this.activity = activity;
        this.beats = HEART.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts beating for the activity that runs on this thread. */
    public static Pulse start() {
        return new Pulse(Activity.getExecutionContext());
    }

    @Override
    public void report(String now) {
        doing = now;
        ActivityCompletionException wanted = stop;
        if (wanted != null) {
            throw wanted;
        }
    }

    @Override
    public void close() {
        beats.cancel(false);
    }

    private void beat() {
        try {
            activity.heartbeat(doing);
        } catch (ActivityCompletionException e) {
            stop = e;
        }
    }
}
