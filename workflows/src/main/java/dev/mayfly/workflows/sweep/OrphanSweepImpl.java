package dev.mayfly.workflows.sweep;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.workflows.activity.HostSweep;
import dev.mayfly.workflows.activity.Settling;
import dev.mayfly.workflows.lifecycle.WorkspaceLifecycle;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** First the workspaces, which take their things away in order; then what belongs to none. */
public final class OrphanSweepImpl implements OrphanSweep {
    /** Looking through all that lives takes seconds; a later sweep does what this one could not. */
    private static final ActivityOptions SETTLE = ActivityOptions.newBuilder()
            .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
            .setScheduleToCloseTimeout(Duration.ofMinutes(2))
            .setStartToCloseTimeout(Duration.ofMinutes(1))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
            .setSummary("Settle what nothing drives")
            .build();

    /** A host that does not take it up at once is down, and says so by itself. */
    private static final ActivityOptions ON_HOST = ActivityOptions.newBuilder()
            .setScheduleToStartTimeout(Duration.ofSeconds(10))
            .setStartToCloseTimeout(Duration.ofMinutes(2))
            .setHeartbeatTimeout(Duration.ofSeconds(8))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build();

    /** Used by the worker. */
    public OrphanSweepImpl() {}

    @Override
    public SweepReport run(SweepOrder order) {
        Settling settling = Workflow.newActivityStub(Settling.class, SETTLE);
        Settling.Settled settled = settling.settle(order);
        SequencedMap<HostId, Promise<HostSweep.Swept>> sweeping = new LinkedHashMap<>();
        for (HostId host : settled.hosts()) {
            HostSweep there = Workflow.newActivityStub(
                    HostSweep.class,
                    ON_HOST.toBuilder()
                            .setTaskQueue(host.taskQueue())
                            .setSummary("Sweep host " + host)
                            .build());
            sweeping.put(host, Async.function(there::sweep, order));
        }
        int removed = 0;
        int heldBack = settled.heldBack();
        List<HostId> silent = new ArrayList<>();
        for (var each : sweeping.entrySet()) {
            try {
                HostSweep.Swept swept = each.getValue().get();
                removed += swept.removed();
                heldBack += swept.heldBack();
                if (!swept.sawAll()) {
                    silent.add(each.getKey());
                }
            } catch (ActivityFailure e) {
                silent.add(each.getKey());
            }
        }
        SweepReport report = new SweepReport(settled.settled(), removed, heldBack, silent);
        settling.note(order, report);
        return report;
    }
}
