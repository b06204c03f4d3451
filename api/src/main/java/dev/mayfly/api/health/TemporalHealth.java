package dev.mayfly.api.health;

import dev.mayfly.api.temporal.Lives;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Whether Temporal answers. While it does not, the API is degraded and stays ready: requests and ends are accepted and
 * kept, and everything can be read.
 */
@Singleton
@Readiness
final class TemporalHealth implements HealthIndicator {
    private static final HealthStatus DEGRADED = new HealthStatus(
            "DEGRADED", "Temporal does not answer; requests and ends are kept until it does", true, 500);

    private final Lives lives;

    TemporalHealth(Lives lives) {
        this.lives = lives;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromCallable(() -> HealthResult.builder("temporal")
                        .status(lives.answering() ? HealthStatus.UP : DEGRADED)
                        .build())
                .subscribeOn(Schedulers.boundedElastic());
    }
}
