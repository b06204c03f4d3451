package dev.mayfly.api.metric;

import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.store.beat.Beat;
import dev.mayfly.store.beat.Beats;
import dev.mayfly.store.holding.DriverState;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.workspace.Workspaces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store can count cheaply. It is asked when somebody looks, and not again for some seconds. */
@Singleton
class Gauges {
    private static final Logger LOG = LoggerFactory.getLogger(Gauges.class);
    private static final long FRESH = Duration.ofSeconds(5).toNanos();

    private final Workspaces workspaces;
    private final Ledger ledger;
    private final Beats beats;
    private final MultiGauge byPhase;
    private final MultiGauge held;
    private final MultiGauge swept;
    private final ReentrantLock asking = new ReentrantLock();
    private long askedAt = System.nanoTime() - FRESH;

    Gauges(MeterRegistry registry, Workspaces workspaces, Ledger ledger, Beats beats) {
        this.workspaces = workspaces;
        this.ledger = ledger;
        this.beats = beats;
        byPhase = MultiGauge.builder("mayfly.workspaces")
                .description("How many workspaces there are in each phase")
                .register(registry);
        held = MultiGauge.builder("mayfly.holdings")
                .description("How many holdings of each driver there are in each state")
                .register(registry);
        swept = MultiGauge.builder("mayfly.sweep.last.run.timestamp")
                .description("When the sweep last finished")
                .baseUnit("seconds")
                .register(registry);
    }

    void refresh() {
        if (!asking.tryLock()) {
            return;
        }
        try {
            if (System.nanoTime() - askedAt < FRESH) {
                return;
            }
            askedAt = System.nanoTime();
            Map<Phase, Long> phases = workspaces.countByPhase();
            Map<DriverState, Long> holdings = ledger.counts();
            List<Beat> rounds = beats.all();
            byPhase.register(
                    phases.entrySet().stream()
                            .map(count -> MultiGauge.Row.of(
                                    Tags.of("phase", count.getKey().name()), count.getValue()))
                            .toList(),
                    true);
            held.register(
                    holdings.entrySet().stream()
                            .map(count -> MultiGauge.Row.of(
                                    Tags.of(
                                            "driver", count.getKey().driver().value(),
                                            "state", count.getKey().state().name()),
                                    count.getValue()))
                            .toList(),
                    true);
            swept.register(
                    rounds.stream()
                            .filter(beat -> beat.part() == Beat.Part.SWEEP)
                            .map(beat ->
                                    MultiGauge.Row.of(Tags.empty(), beat.at().getEpochSecond()))
                            .toList(),
                    true);
        } catch (MayflyException e) {
            LOG.warn("The store could not be counted: {}", e.getMessage());
        } finally {
            asking.unlock();
        }
    }
}
