package dev.mayfly.api.health;

import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.store.database.Database;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Whether the store answers. Without it the API can do nothing, so it is not ready. */
@Singleton
@Readiness
final class StoreHealth implements HealthIndicator {
    private final Database database;

    StoreHealth(Database database) {
        this.database = database;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromCallable(this::look).subscribeOn(Schedulers.boundedElastic());
    }

    private HealthResult look() {
        HealthResult.Builder result = HealthResult.builder("store");
        try {
            database.look();
            return result.status(HealthStatus.UP).build();
        } catch (MayflyException e) {
            return result.status(HealthStatus.DOWN).build();
        }
    }
}
