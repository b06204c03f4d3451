package dev.mayfly.worker;

import dev.mayfly.workflows.wire.Connection;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.runtime.Micronaut;
import io.temporal.client.WorkflowClient;
import jakarta.inject.Singleton;

/** Process 1 on its own: {@code java -cp ... dev.mayfly.worker.WorkerProcess}. */
public final class WorkerProcess {
    /** The environment of a process that is a worker only; beside an API, the API's connection serves both. */
    static final String ENVIRONMENT = "worker";

    private WorkerProcess() {}

    /** Starts the worker; it stops in order when it is asked to terminate. */
    public static void main(String[] args) {
        begin(Micronaut.build(args).environments(ENVIRONMENT).banner(false).start());
    }

    /** Begins to work in a context that is up; the all-in-one process calls this too. */
    public static void begin(ApplicationContext context) {
        context.getBean(Presence.class).tell();
        context.getBean(Workers.class).start();
    }

    /** The connection to Temporal. */
    @Factory
    @Requires(env = ENVIRONMENT)
    static final class Temporal {
        @Singleton
        @Bean(preDestroy = "close")
        Connection connection(
                @Value("${mayfly.temporal.address}") String address,
                @Value("${mayfly.temporal.namespace:default}") String namespace,
                WorkerSettings settings) {
            return Connection.to(address, namespace, "mayfly@" + settings.host());
        }

        @Singleton
        WorkflowClient client(Connection connection) {
            return connection.client();
        }
    }
}
