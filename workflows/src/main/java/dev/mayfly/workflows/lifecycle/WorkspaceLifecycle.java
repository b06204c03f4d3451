package dev.mayfly.workflows.lifecycle;

import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.lease.Extension;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Instant;

/**
 * The life of one workspace: request, approve, provision, use, snapshot, destroy.
 *
 * <p>Updates are refused by their validators with an {@code ApplicationFailure} whose type is an {@link
 * dev.mayfly.domain.error.ErrorCode}. Signals must always be accepted: ending is legal in every phase.
 */
@WorkflowInterface
public interface WorkspaceLifecycle {
    /** The task queue of everything that needs no particular host. */
    String CONTROL_QUEUE = "control";

    /** The workflow id of a workspace. */
    static String workflowId(WorkspaceId workspace) {
        return "workspace/" + workspace;
    }

    /** Lives; returns why it ended, once everything is verified gone and the receipt is written. */
    @WorkflowMethod(name = "WorkspaceLifecycle")
    Outcome run(Workspace workspace);

    /** An approver says yes or no; never the requester, and each only once. */
    @UpdateMethod(name = "decide")
    Workspace decide(Decision decision);

    /** Refuses a decision that cannot count. */
    @UpdateValidatorMethod(updateName = "decide")
    void validateDecide(Decision decision);

    /** Moves the end of the lease, and every fuse with it, within what the terms allow. */
    @UpdateMethod(name = "extend")
    Workspace extend(Extension extension);

    /** Refuses an extension that cannot be granted. */
    @UpdateValidatorMethod(updateName = "extend")
    void validateExtend(Extension extension);

    /** Stops every program of the workspace; the lease goes on. */
    @UpdateMethod(name = "freeze")
    Workspace freeze(UserName by);

    /** Refuses to freeze what cannot be frozen now. */
    @UpdateValidatorMethod(updateName = "freeze")
    void validateFreeze(UserName by);

    /** Lets the programs go on. */
    @UpdateMethod(name = "thaw")
    Workspace thaw(UserName by);

    /** Refuses to thaw what is not frozen. */
    @UpdateValidatorMethod(updateName = "thaw")
    void validateThaw(UserName by);

    /** Somebody used the workspace at {@code at}: the idle time starts anew. */
    @SignalMethod(name = "touch")
    void touch(Instant at);

    /** Ends the workspace, whatever its phase. The first ending is latched; later ones change nothing. */
    @SignalMethod(name = "end")
    void end(Ending ending);

    /** All that is known of it. */
    @QueryMethod(name = "view")
    Workspace view();
}
