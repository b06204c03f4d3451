package dev.mayfly.activities.sweep;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks Temporal itself. */
public final class TemporalWorkflows implements Workflows {
    private static final String TYPE = "WorkspaceLifecycle";
    private static final String PREFIX = "workspace/";

    private final WorkflowClient client;

    /** Asks through {@code client}. */
    public TemporalWorkflows(WorkflowClient client) {
        this.client = client;
    }

    @Override
    public Set<WorkspaceId> running() {
        try (Stream<String> ids = client.listExecutions(
                        "WorkflowType = '%s' and ExecutionStatus = 'Running'".formatted(TYPE))
                .map(found -> found.getExecution().getWorkflowId())) {
            return ids.filter(id -> id.startsWith(PREFIX))
                    .map(id -> new WorkspaceId(id.substring(PREFIX.length())))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (StatusRuntimeException e) {
            throw unanswered(e);
        }
    }

    @Override
    public boolean runs(WorkspaceId workspace) {
        try {
            return client.newUntypedWorkflowStub(WorkspaceLifecycle.workflowId(workspace))
                            .describe()
                            .getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException e) {
            return false;
        } catch (WorkflowException | StatusRuntimeException e) {
            throw unanswered(e);
        }
    }

    @Override
    public void start(Workspace workspace) {
        try {
            client.newUntypedWorkflowStub(
                            TYPE,
                            WorkflowOptions.newBuilder()
                                    .setWorkflowId(WorkspaceLifecycle.workflowId(workspace.id()))
                                    .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                                    .setWorkflowIdReusePolicy(
                                            WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                                    .setStaticSummary("Take away what nothing drove")
                                    .build())
                    .start(workspace);
        } catch (WorkflowExecutionAlreadyStarted e) {
            // Somebody else has started it meanwhile, and it is driven again.
            return;
        }
    }

    private static MayflyException unanswered(RuntimeException e) {
        return new MayflyException(ErrorCode.UNAVAILABLE, "Temporal does not say which workflows run", e);
    }
}
