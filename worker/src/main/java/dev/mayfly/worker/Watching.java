package dev.mayfly.worker;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import io.micronaut.scheduling.annotation.Scheduled;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowServiceException;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after this host every few seconds. */
@Singleton
class Watching {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

    private final WorkerSettings settings;
    private final WorkflowClient client;
    private final Watch watch;

    Watching(WorkerSettings settings, Ledger ledger, Drivers drivers, Clock clock, WorkflowClient client) {
        this.settings = settings;
        this.client = client;
        this.watch = new Watch(settings.host(), ledger, drivers, clock, this::end);
    }

    /** Looks once. */
    @Scheduled(fixedDelay = "5s", initialDelay = "5s")
    void look() {
        if (settings.has(WorkerSettings.Role.HOST)) {
            watch.look();
        }
    }

    /** What cannot be told now is told at a later look: the holding is still missing then. */
    private void end(Owner owner, Ending ending) {
        try {
            client.newUntypedWorkflowStub(WorkspaceLifecycle.workflowId(owner.workspace()))
                    .signal("end", ending);
        } catch (WorkflowException e) {
            String why =
                    e instanceof WorkflowServiceException ? "Temporal does not answer" : "its workflow is not there";
            LOG.warn("Could not end {}: {}", owner.workspace(), why);
        }
    }
}
