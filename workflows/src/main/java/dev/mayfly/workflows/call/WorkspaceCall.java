package dev.mayfly.workflows.call;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * One call into a live workspace. It is a workflow of its own so that many calls do not grow the history of the
 * workspace's life, and so that it waits, bounded, for a host that is just restarting.
 */
@WorkflowInterface
public interface WorkspaceCall {
    /** Carries the call out. */
    @WorkflowMethod(name = "WorkspaceCall")
    Reply run(Call call);
}
