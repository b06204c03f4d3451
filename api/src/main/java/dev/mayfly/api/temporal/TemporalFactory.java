package dev.mayfly.api.temporal;

import dev.mayfly.workflows.wire.Connection;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;

/** Connects to Temporal, unless something else in the same process (the worker, a test) has done so. */
@Factory
final class TemporalFactory {

    @Singleton
    @Bean(preDestroy = "close")
    @Requires(missingBeans = {Connection.class, WorkflowClient.class})
    Connection connection(TemporalSettings settings) {
        return Connection.to(
                settings.address(),
                settings.namespace(),
                "mayfly-api@" + ManagementFactory.getRuntimeMXBean().getName());
    }

    @Singleton
    @Requires(missingBeans = WorkflowClient.class)
    WorkflowClient client(Connection connection) {
        return connection.client();
    }

    @Singleton
    @Requires(missingBeans = WorkflowServiceStubs.class)
    WorkflowServiceStubs stubs(WorkflowClient client) {
        return client.getWorkflowServiceStubs();
    }
}
