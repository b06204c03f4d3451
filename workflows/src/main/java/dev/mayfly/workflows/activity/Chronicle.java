package dev.mayfly.workflows.activity;

import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.workspace.Workspace;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** Writes down what a workflow knows. Runs on the control queue. */
@ActivityInterface
public interface Chronicle {
    /** Projects the workspace into the store and appends the events; idempotent by the workspace's revision. */
    @ActivityMethod(name = "Record")
    void record(Workspace workspace, List<Event> events);

    /**
     * Writes the receipt from the ledger; idempotent. Refuses while any holding of the workspace is not gone.
     *
     * @return the SHA-256 of the receipt, lower-case hexadecimal
     */
    @ActivityMethod(name = "IssueReceipt")
    String issueReceipt(Workspace workspace);
}
