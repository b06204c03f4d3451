package dev.mayfly.worker;

import dev.mayfly.store.blob.Blobs;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes content that a crash in mid-call left in the blob store: no call lasts so long. */
@Singleton
class Tidying {
    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);
    private static final Duration LONGEST_CALL = Duration.ofHours(1);

    private final WorkerSettings settings;
    private final Blobs blobs;
    private final Clock clock;

    Tidying(WorkerSettings settings, Blobs blobs, Clock clock) {
        this.settings = settings;
        this.blobs = blobs;
        this.clock = clock;
    }

    /** Deletes what is too old to be in use. */
    @Scheduled(fixedDelay = "10m", initialDelay = "1m")
    void tidy() {
        if (settings.has(WorkerSettings.Role.CONTROL)) {
            int deleted = blobs.deleteOlderThan(clock.instant().minus(LONGEST_CALL));
            if (deleted > 0) {
                LOG.info("Deleted {} blobs that were left behind", deleted);
            }
        }
    }
}
