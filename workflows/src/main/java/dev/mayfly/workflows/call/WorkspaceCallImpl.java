package dev.mayfly.workflows.call;

import dev.mayfly.workflows.activity.Calling;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** Hands the call to the host. */
public final class WorkspaceCallImpl implements WorkspaceCall {
    /** A program may run for so long; a file must be through by then. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration PICKED_UP_WITHIN = Duration.ofSeconds(30);
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    /** Temporal makes it. */
    public WorkspaceCallImpl() {}

    @Override
    public Reply run(Call call) {
        Calling calling = Workflow.newActivityStub(
                Calling.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(call.step().host().taskQueue())
                        .setScheduleToStartTimeout(PICKED_UP_WITHIN)
                        .setStartToCloseTimeout(LONGEST)
                        .setHeartbeatTimeout(HEARTBEAT)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setMaximumAttempts(attempts(call.kind()))
                                .build())
                        .setSummary("%s %s".formatted(call.kind(), call.name()).strip())
                        .build());
        return calling.call(call);
    }

    /** A program may have effects, so it is run at most once; the others may be repeated. */
    private static int attempts(Call.Kind kind) {
        return switch (kind) {
            case PUT, LIST, GET, DESKTOP, TERMINAL -> 3;
            case EXEC -> 1;
        };
    }
}
