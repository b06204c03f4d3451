package dev.mayfly.worker;

import dev.mayfly.activities.admission.AdmissionActivity;
import dev.mayfly.activities.building.BuildingActivity;
import dev.mayfly.activities.calling.CallingActivity;
import dev.mayfly.activities.chronicle.ChronicleActivity;
import dev.mayfly.activities.failure.FailureInterceptor;
import dev.mayfly.activities.keeping.KeepingActivity;
import dev.mayfly.activities.sweep.SettlingActivity;
import dev.mayfly.workflows.call.WorkspaceCallImpl;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycleImpl;
import dev.mayfly.workflows.sweep.OrphanSweepImpl;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Temporal workers of this process: the control queue, the queue of this host, or both. */
@Singleton
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** Work that is under way gets so long to finish when the process is asked to stop. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** So many workspaces are kept in memory; the others are replayed from their histories when something happens. */
    private static final int CACHED_WORKFLOWS = 300;

    /** Under load a workflow's thread may wait for a processor for longer than the SDK's default of one second. */
    private static final long DEADLOCK_MILLIS = 10_000;

    private static final int CONCURRENT_ACTIVITIES = 64;

    private final WorkerFactory factory;
    private final WorkerSettings settings;
    private final Attribution attribution;

    Workers(
            WorkflowClient client,
            WorkerSettings settings,
            Attribution attribution,
            AdmissionActivity admission,
            ChronicleActivity chronicle,
            BuildingActivity building,
            KeepingActivity keeping,
            CallingActivity calling,
            SettlingActivity settling,
            HostSweeping sweeping) {
        this.settings = settings;
        this.attribution = attribution;
        this.factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new FailureInterceptor())
                        .setWorkflowCacheSize(CACHED_WORKFLOWS)
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        if (settings.has(WorkerSettings.Role.CONTROL)) {
            Worker control = factory.newWorker(WorkspaceLifecycle.CONTROL_QUEUE, options());
            control.registerWorkflowImplementationTypes(
                    WorkspaceLifecycleImpl.class, WorkspaceCallImpl.class, OrphanSweepImpl.class);
            control.registerActivitiesImplementations(admission, chronicle, settling);
        }
        if (settings.has(WorkerSettings.Role.HOST)) {
            factory.newWorker(settings.host().taskQueue(), options())
                    .registerActivitiesImplementations(building, keeping, calling, sweeping);
        }
    }

    private static WorkerOptions options() {
        return WorkerOptions.newBuilder()
                .setUsingVirtualThreadsOnActivityWorker(true)
                .setMaxConcurrentActivityExecutionSize(CONCURRENT_ACTIVITIES)
                .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
                .build();
    }

    /** Begins to work. */
    void start() {
        attribution.register();
        factory.start();
        LOG.info("Working as host {}", settings.host());
    }

    @PreDestroy
    void stop() {
        factory.shutdown();
        factory.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        if (!factory.isTerminated()) {
            LOG.warn("Work was still under way after {}; another worker takes it up", DRAIN);
            factory.shutdownNow();
        }
    }
}
