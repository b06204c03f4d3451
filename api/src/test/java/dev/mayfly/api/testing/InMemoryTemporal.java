package dev.mayfly.api.testing;

import dev.mayfly.workflows.call.WorkspaceCallImpl;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycleImpl;
import dev.mayfly.workflows.wire.Attributes;
import dev.mayfly.workflows.wire.Wire;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import jakarta.inject.Singleton;

/** Temporal's own test server with the real workflows and fake hosts, in real time. */
@Factory
@Requires(property = "mayfly.test.temporal", value = "in-memory")
final class InMemoryTemporal {

    @Singleton
    @Bean(preDestroy = "close")
    TestWorkflowEnvironment environment(BeanContext beans) {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Wire.CONVERTER)
                        .build());
        Attributes.ALL.forEach(options::registerSearchAttribute);
        TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(options.build());
        Hosts hosts = new Hosts(beans);
        Worker control = environment.newWorker(WorkspaceLifecycle.CONTROL_QUEUE);
        control.registerWorkflowImplementationTypes(WorkspaceLifecycleImpl.class, WorkspaceCallImpl.class);
        control.registerActivitiesImplementations(hosts);
        environment.newWorker(Hosts.HERE.taskQueue()).registerActivitiesImplementations(hosts);
        environment.start();
        return environment;
    }

    @Singleton
    WorkflowClient client(TestWorkflowEnvironment environment) {
        return environment.getWorkflowClient();
    }
}
