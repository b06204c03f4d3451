package dev.mayfly.workflows.wire;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;

/** The connection to Temporal, made the same way by every process of Mayfly. */
public final class Connection implements AutoCloseable {
    /** One call to Temporal takes no longer; retries of a call are bounded too. */
    private static final Duration CALL = Duration.ofSeconds(10);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;

    private Connection(WorkflowServiceStubs stubs, WorkflowClient client) {
        this.stubs = stubs;
        this.client = client;
    }

    /**
     * Connects lazily: the first call does it, so that a process starts while Temporal is still coming up.
     *
     * @param address host and port
     * @param identity who is connected, as shown in Temporal's UI
     */
    public static Connection to(String address, String namespace, String identity) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(address)
                .setRpcTimeout(CALL)
                .setEnableKeepAlive(true)
                .setKeepAliveTime(KEEP_ALIVE)
                .build());
        WorkflowClient client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(namespace)
                        .setIdentity(identity)
                        .setDataConverter(Wire.CONVERTER)
                        .build());
        return new Connection(stubs, client);
    }

    /** For starting, messaging and querying workflows. */
    public WorkflowClient client() {
        return client;
    }

    @Override
    public void close() {
        stubs.shutdown();
        stubs.awaitTermination(CLOSING.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }
}
