package dev.mayfly.api.temporal;

import dev.mayfly.workflows.wire.Connection;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.temporal.client.WorkflowClient;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;

/** Connects to Temporal where an address is configured; tests that bring their own client configure none. */
@Factory
@Requires(property = "mayfly.temporal.address")
final class TemporalFactory {

    @Singleton
    @Bean(preDestroy = "close")
    Connection connection(TemporalSettings settings) {
        return Connection.to(
                settings.address(),
                settings.namespace(),
                "mayfly-api@" + ManagementFactory.getRuntimeMXBean().getName());
    }

    @Singleton
    WorkflowClient client(Connection connection) {
        return connection.client();
    }
}
