package dev.mayfly.worker;

import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.store.beat.Beat;
import dev.mayfly.store.beat.Beats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the reaper round, and says that it came. */
@Singleton
class Reaping {
    private static final Logger LOG = LoggerFactory.getLogger(Reaping.class);

    private final WorkerSettings settings;
    private final Reaper reaper;
    private final Duration every;
    private final Beats beats;
    private final Clock clock;
    private final AtomicLong lastRun;
    private final AtomicLong heldBack = new AtomicLong();
    private final Counter gone;

    Reaping(
            WorkerSettings settings,
            ReaperSettings how,
            Reaper reaper,
            Beats beats,
            Clock clock,
            MeterRegistry registry) {
        this.settings = settings;
        this.beats = beats;
        this.clock = clock;
        every = how.manner().every();
        this.reaper = reaper;
        // Counted from the start, so that one that never comes round is late too.
        lastRun = new AtomicLong(clock.millis());
        if (settings.has(WorkerSettings.Role.HOST)) {
            TimeGauge.builder("mayfly.reaper.last.run.timestamp", lastRun, TimeUnit.MILLISECONDS, AtomicLong::get)
                    .description("When the reaper of this host last finished a round")
                    .tag("host", settings.host().value())
                    .register(registry);
            registry.gauge("mayfly.reaper.held.back", heldBack);
        }
        gone = Counter.builder("mayfly.reaper.removed")
                .description("What the reaper had to take away because nothing else did")
                .register(registry);
    }

    /** Goes round once. */
    @Scheduled(fixedDelay = "${mayfly.reaper.every:10s}", initialDelay = "${mayfly.reaper.every:10s}")
    void reap() {
        if (settings.has(WorkerSettings.Role.HOST)) {
            reaper.round().ifPresent(this::tell);
        }
    }

    private void tell(Reaper.Round round) {
        lastRun.set(clock.millis());
        heldBack.set(round.findings().heldBack().size());
        gone.increment(round.gone());
        try {
            beats.note(new Beat(
                    Beat.Part.REAPER, settings.host(), clock.instant(), every, round.well(), round.sentence()));
        } catch (MayflyException e) {
            LOG.warn("The round of the reaper could not be noted: {}", e.getMessage());
        }
    }
}
