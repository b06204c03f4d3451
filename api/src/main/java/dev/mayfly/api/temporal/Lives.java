package dev.mayfly.api.temporal;

import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.lease.Extension;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workflows of workspaces, as the API talks to them. Every call is bounded; what went wrong is told with a code:
 * {@link ErrorCode#UNAVAILABLE} when Temporal or its workers do not answer, {@link ErrorCode#NOT_FOUND} when there is no
 * such workflow or it has ended.
 */
@Singleton
public class Lives {
    /** The types by which the lifecycle names what it refuses are the names of error codes. */
    private static final Map<String, ErrorCode> CODES = Arrays.stream(ErrorCode.values())
            .collect(java.util.stream.Collectors.toUnmodifiableMap(ErrorCode::name, code -> code));

    private final WorkflowClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("temporal-deadlines").factory());

    Lives(WorkflowClient client) {
        this.client = client;
    }

    @PreDestroy
    void close() {
        deadlines.shutdownNow();
    }

    /** Starts the life of a workspace; one that was started before is not started again, even when it has ended. */
    public void start(Workspace workspace) {
        WorkspaceRequest request = workspace.request();
        WorkflowStub life = client.newUntypedWorkflowStub(
                "WorkspaceLifecycle",
                WorkflowOptions.newBuilder()
                        .setWorkflowId(WorkspaceLifecycle.workflowId(workspace.id()))
                        .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setStaticSummary("%s for %s".formatted(request.template(), request.requester()))
                        .setStaticDetails("Asked at %s for %s, to live %s and to end after %s without use."
                                .formatted(
                                        request.requestedAt(),
                                        request.project().isEmpty() ? "no project" : "the project " + request.project(),
                                        Workspace.words(request.ttl()),
                                        Workspace.words(request.idle())))
                        .build());
        within(Patience.WRITE, () -> {
            try {
                return life.start(workspace);
            } catch (WorkflowExecutionAlreadyStarted e) {
                return e.getExecution();
            }
        });
    }

    /** An approver decides. */
    public Workspace decide(WorkspaceId id, Decision decision, Optional<String> once) {
        return update(id, "decide", once, decision);
    }

    /** The lease is extended. */
    public Workspace extend(WorkspaceId id, Extension extension, Optional<String> once) {
        return update(id, "extend", once, extension);
    }

    /** Its programs are stopped. */
    public Workspace freeze(WorkspaceId id, UserName by, Optional<String> once) {
        return update(id, "freeze", once, by);
    }

    /** Its programs go on. */
    public Workspace thaw(WorkspaceId id, UserName by, Optional<String> once) {
        return update(id, "thaw", once, by);
    }

    /** Its end is asked; returns once Temporal keeps that. */
    public void end(WorkspaceId id, Ending ending) {
        within(Patience.WRITE, () -> {
            life(id).signal("end", ending);
            return Outcome.COMPLETED;
        });
    }

    /** Somebody used it. */
    public void touch(WorkspaceId id, Instant at) {
        within(Patience.WRITE, () -> {
            life(id).signal("touch", at);
            return at;
        });
    }

    /** All that its workflow knows, fresher than the projection. */
    public Workspace view(WorkspaceId id) {
        return within(Patience.QUERY, () -> life(id).query("view", Workspace.class));
    }

    /** Carries a call into the workspace and waits for what comes of it. */
    public Reply call(Call call) {
        WorkflowStub stub = client.newUntypedWorkflowStub(
                "WorkspaceCall",
                WorkflowOptions.newBuilder()
                        .setWorkflowId("call/%s/%s".formatted(call.owner().workspace(), UUID.randomUUID()))
                        .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                        .setWorkflowExecutionTimeout(Patience.CALL)
                        .setStaticSummary("%s %s by %s".formatted(call.kind(), call.name(), call.by()))
                        .build());
        within(Patience.WRITE, () -> stub.start(call));
        try {
            return stub.getResult(Patience.CALL.toMillis(), TimeUnit.MILLISECONDS, Reply.class);
        } catch (TimeoutException | WorkflowException | StatusRuntimeException e) {
            throw told(e);
        }
    }

    /** Whether Temporal answers at present. */
    public boolean answering() {
        try {
            within(
                    Patience.QUERY,
                    () -> client.getWorkflowServiceStubs()
                            .blockingStub()
                            .getSystemInfo(GetSystemInfoRequest.getDefaultInstance()));
            return true;
        } catch (MayflyException e) {
            return false;
        }
    }

    private Workspace update(WorkspaceId id, String name, Optional<String> once, Object argument) {
        UpdateOptions<Workspace> options = UpdateOptions.newBuilder(Workspace.class)
                .setUpdateName(name)
                .setUpdateId(once.map(key -> name + "/" + key)
                        .orElseGet(() -> UUID.randomUUID().toString()))
                .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
                .build();
        WorkflowUpdateHandle<Workspace> handle =
                within(Patience.ACCEPTED, () -> life(id).startUpdate(options, argument));
        try {
            return handle.getResult(Patience.DONE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (WorkflowException | StatusRuntimeException e) {
            throw told(e);
        }
    }

    private WorkflowStub life(WorkspaceId id) {
        return client.newUntypedWorkflowStub(WorkspaceLifecycle.workflowId(id));
    }

    /** The deadline of the gRPC context also ends the SDK's own retries. */
    private <T> T within(Duration limit, Supplier<T> call) {
        Context.CancellableContext bounded =
                Context.current().withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS, deadlines);
        Context before = bounded.attach();
        try {
            return call.get();
        } catch (WorkflowException | StatusRuntimeException e) {
            throw told(e);
        } finally {
            bounded.detach(before);
            bounded.cancel(null);
        }
    }

    /** The failure that the workflow itself gave wins; otherwise it is the way there that failed. */
    private static MayflyException told(Exception error) {
        if (error instanceof WorkflowNotFoundException) {
            return new MayflyException(ErrorCode.NOT_FOUND, "Temporal runs no such workflow", error);
        }
        @Nullable Throwable cause = error;
        while (cause != null) {
            switch (cause) {
                case ApplicationFailure failure -> {
                    ErrorCode code = CODES.getOrDefault(failure.getType(), ErrorCode.INTERNAL);
                    if (failure.getType().equals("AcceptedUpdateCompletedWorkflow")) {
                        return new MayflyException(ErrorCode.ENDING, "It ended before this could be done", error);
                    }
                    return new MayflyException(code, String.valueOf(failure.getOriginalMessage()), error);
                }
                case TimeoutFailure timeout -> {
                    return new MayflyException(
                            ErrorCode.UNAVAILABLE,
                            switch (timeout.getTimeoutType()) {
                                case TIMEOUT_TYPE_SCHEDULE_TO_START -> "No worker of its host took the work up in time";
                                case TIMEOUT_TYPE_HEARTBEAT -> "The worker that did it fell silent";
                                default -> "It did not finish in time";
                            },
                            error);
                }
                default -> cause = cause.getCause();
            }
        }
        return new MayflyException(
                ErrorCode.UNAVAILABLE,
                "Temporal or its workers do not answer at present; nothing is lost by it",
                error);
    }
}
