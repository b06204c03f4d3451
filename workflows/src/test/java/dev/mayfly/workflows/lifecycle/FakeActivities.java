package dev.mayfly.workflows.lifecycle;

import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Plan;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.workflows.activity.Admission;
import dev.mayfly.workflows.activity.Building;
import dev.mayfly.workflows.activity.Chronicle;
import dev.mayfly.workflows.activity.Keeping;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Activities that keep a world in memory and fail, hang or refuse as told. */
final class FakeActivities implements Admission, Building, Keeping, Chronicle {
    static final HostId HOST = new HostId("here");
    static final StepName NETWORK = new StepName("network");

    final Set<StepName> there = ConcurrentHashMap.newKeySet();
    final List<String> acts = Collections.synchronizedList(new ArrayList<>());
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    final List<Phase> phases = Collections.synchronizedList(new ArrayList<>());
    final Map<String, ConcurrentLinkedQueue<RuntimeException>> failures = new ConcurrentHashMap<>();
    final Set<String> hanging = ConcurrentHashMap.newKeySet();

    volatile Risk risk = Risk.LOW;
    volatile boolean snapshotAtEnd;
    volatile Predicate<StepName> stuck = step -> false;
    volatile Instant fuseAt = Instant.EPOCH;

    /** Makes the next call of an act fail. */
    void fail(String act, ErrorCode code) {
        failures.computeIfAbsent(act, any -> new ConcurrentLinkedQueue<>())
                .add(
                        code.retryable()
                                ? ApplicationFailure.newFailure("told to fail", code.name())
                                : ApplicationFailure.newNonRetryableFailure("told to fail", code.name()));
    }

    @Override
    public Terms admit(WorkspaceRequest request) {
        act("admit");
        Plan plan = new Plan(List.of(
                new Step(NETWORK, new DriverName("fake"), Map.of(), HOST),
                new Step(StepName.MACHINE, new DriverName("fake"), Map.of(), HOST)));
        return new Terms(plan, risk, risk.approvals(), Duration.ofHours(24), Duration.ofHours(8), snapshotAtEnd);
    }

    @Override
    public void ensure(Owner owner, Step step, Instant fuse) {
        there.add(step.name());
        fuseAt = fuse;
        act("ensure " + step.name());
    }

    @Override
    public void rearm(Owner owner, Step step, Instant fuse) {
        act("rearm " + step.name());
        fuseAt = fuse;
    }

    @Override
    public void remove(Owner owner, Step step) {
        act("remove " + step.name());
        if (stuck.test(step.name())) {
            throw ApplicationFailure.newFailure("it will not go", ErrorCode.STILL_THERE.name());
        }
        there.remove(step.name());
    }

    @Override
    public void freeze(Owner owner, Step step) {
        act("freeze");
    }

    @Override
    public void thaw(Owner owner, Step step) {
        act("thaw");
    }

    @Override
    public Receipt.Kept snapshot(Owner owner, Step step) {
        act("snapshot");
        return new Receipt.Kept("home", 1, "0".repeat(64), Instant.EPOCH);
    }

    @Override
    public void record(Workspace workspace, List<Event> batch) {
        act("record");
        events.addAll(batch);
        if (phases.isEmpty() || phases.getLast() != workspace.phase()) {
            phases.add(workspace.phase());
        }
    }

    @Override
    public String issueReceipt(Workspace workspace) {
        act("receipt");
        return "f".repeat(64);
    }

    List<EventType> told() {
        return events.stream().map(Event::type).toList();
    }

    long count(String act) {
        return acts.stream().filter(act::equals).count();
    }

    /** Hangs until it is cancelled, fails as told, or just counts. */
    private void act(String name) {
        acts.add(name);
        while (hanging.contains(name)) {
            Activity.getExecutionContext().heartbeat(null);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        ConcurrentLinkedQueue<RuntimeException> next = failures.get(name);
        if (next != null && !next.isEmpty()) {
            throw next.remove();
        }
    }
}
