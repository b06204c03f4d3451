package dev.mayfly.api.log;

import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.log.VerifierKey;
import dev.mayfly.store.audit.News;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.installation.Installations;
import dev.mayfly.store.log.LogKeys;
import dev.mayfly.store.log.LogReader;
import dev.mayfly.store.log.Sequencer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events into the log the moment that they are committed, in one thread for as long as the server runs. What fails
 * is tried again for ever, because no event may stay out of the log.
 */
@Singleton
class Sequencing {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencing.class);

    /** A notice may be lost while the store's connection is renewed. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final LogSettings settings;
    private final Database database;
    private final Installations installations;
    private final LogReader log;
    private final News news;
    private final AtomicLong advancedAt = new AtomicLong();
    private volatile List<VerifierKey> verifiers = List.of();
    private volatile boolean stopped;
    private @Nullable Thread running;

    Sequencing(
            LogSettings settings,
            Database database,
            Installations installations,
            LogReader log,
            News news,
            MeterRegistry registry) {
        this.settings = settings;
        this.database = database;
        this.installations = installations;
        this.log = log;
        this.news = news;
        registry.gauge("mayfly.log.complete.timestamp.seconds", advancedAt);
    }

    /** The public keys of those that sign here. */
    List<VerifierKey> verifiers() {
        return verifiers;
    }

    @EventListener
    synchronized void begin(ServerStartupEvent event) {
        settings.keys()
                .ifPresent(folder -> running =
                        Thread.ofPlatform().daemon().name("sequencing").start(() -> run(folder)));
    }

    private void run(Path folder) {
        try (News.Waiter waiter = news.ofAny()) {
            @Nullable Sequencer sequencer = null;
            while (!stopped) {
                try {
                    if (sequencer == null) {
                        sequencer = open(folder);
                    }
                    if (sequencer.step() < Sequencer.BATCH) {
                        advancedAt.set(Instant.now().getEpochSecond());
                        waiter.await(LOOK);
                    }
                } catch (MayflyException e) {
                    LOG.error("The audit log does not advance; it is tried again soon: {}", e.getMessage(), e);
                    Thread.sleep(AGAIN);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Sequencer open(Path folder) {
        String origin = "mayfly/" + installations.id();
        LogKeys keys = LogKeys.in(folder, origin, log.checkpoint().isEmpty());
        verifiers = keys.verifiers();
        return new Sequencer(database, keys, origin, Clock.systemUTC());
    }

    @PreDestroy
    synchronized void stop() throws InterruptedException {
        stopped = true;
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(5));
        }
    }
}
