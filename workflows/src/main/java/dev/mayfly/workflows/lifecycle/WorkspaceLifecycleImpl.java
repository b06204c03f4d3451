package dev.mayfly.workflows.lifecycle;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.lease.Deadline;
import dev.mayfly.domain.lease.Extension;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.plan.Plan;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.workflows.activity.Admission;
import dev.mayfly.workflows.activity.Building;
import dev.mayfly.workflows.activity.Chronicle;
import dev.mayfly.workflows.activity.Keeping;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowLock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Drives one workspace through its life, and takes everything away whatever happens. */
public final class WorkspaceLifecycleImpl implements WorkspaceLifecycle {
    private final Scribe scribe;
    private final WorkflowLock oneChangeAtATime = Workflow.newWorkflowLock();
    private Workspace workspace;
    private Optional<Workspace> shown = Optional.empty();
    private Optional<CancellationScope> building = Optional.empty();

    /** The state is set before any message can arrive. */
    @WorkflowInit
    public WorkspaceLifecycleImpl(Workspace workspace) {
        this.workspace = workspace;
        this.scribe = new Scribe(this::view);
    }

    @Override
    public Outcome run(Workspace start) {
        scribe.start();
        build(() -> {
            request();
            approve();
            provision();
            use();
        });
        Workflow.newDetachedCancellationScope(() -> {
                    snapshot();
                    destroy();
                })
                .run();
        return ending().outcome();
    }

    // The steps of the sentence.

    private void request() {
        if (workspace.terms().isPresent()) {
            return;
        }
        Terms terms =
                Workflow.newLocalActivityStub(Admission.class, Patience.ADMIT).admit(workspace.request());
        change(workspace.admitted(terms));
        tell(
                EventType.ADMITTED,
                "Admitted at %s risk; approvals needed: %d".formatted(terms.risk(), terms.approvals()));
    }

    private void approve() {
        if (workspace.phase() != Phase.AWAITING_APPROVAL) {
            return;
        }
        Workflow.await(() -> workspace.approved());
        WorkspaceRequest request = workspace.request();
        Instant start = now();
        Lease lease = new Lease(start, start.plus(request.ttl()), request.idle(), terms().longest());
        change(workspace.leased(lease).movedTo(Phase.PROVISIONING));
        tell(EventType.APPROVED, "Approved; the lease ends at " + lease.endsAt());
    }

    private void provision() {
        if (workspace.phase() != Phase.PROVISIONING) {
            return;
        }
        for (Step step : plan().steps()) {
            change(workspace.begun(step.name()));
            host(Building.class, step, Patience.SLOW, "Make " + step.name())
                    .ensure(workspace.owner(step.name()), step, lease().fuseAt());
        }
        change(workspace.touched(now()).movedTo(Phase.IN_USE));
        tell(EventType.READY, "Ready for use");
    }

    /** Only an ending leaves this step; a history that has grown long is continued in a new run on the way. */
    private void use() {
        Workflow.await(() -> Workflow.getInfo().isContinueAsNewSuggested() && Workflow.isEveryHandlerFinished());
        scribe.finish();
        Workflow.continueAsNew(workspace);
    }

    private void snapshot() {
        if (workspace.phase() != Phase.IN_USE || !terms().snapshotAtEnd()) {
            return;
        }
        change(workspace.movedTo(Phase.SNAPSHOTTING));
        Step machine = machine();
        Keeping keeping = host(Keeping.class, machine, Patience.BOXED, "Keep the contents");
        try {
            if (workspace.frozen()) {
                keeping.thaw(workspace.owner(machine.name()), machine);
            }
            Receipt.Kept kept = keeping.snapshot(workspace.owner(machine.name()), machine);
            tell(EventType.SNAPSHOT_TAKEN, "Kept %s, %d bytes".formatted(kept.what(), kept.bytes()));
        } catch (ActivityFailure e) {
            tell(
                    EventType.SNAPSHOT_FAILED,
                    "The contents could not be kept: " + Failure.of(e).sentence());
        }
    }

    /** The one way out: the plan backwards, round after round, until everything is verified gone. */
    private void destroy() {
        if (workspace.phase() != Phase.DESTROYING) {
            change(workspace.movedTo(Phase.DESTROYING));
        }
        awaitAtMost(Patience.HANDLERS, "Finish what was begun", Workflow::isEveryHandlerFinished);
        List<Step> left = begunBackwards();
        while (!left.isEmpty()) {
            left = removeEach(left);
            if (!left.isEmpty()) {
                change(workspace.removalFailed());
                if (workspace.teardownRounds() == Workspace.STALLED_AFTER_ROUNDS) {
                    tell(EventType.TEARDOWN_STALLED, "Removal has stalled; it goes on, and a person must look");
                }
                continueTeardownAnewIfLong();
                Workflow.sleep(Patience.beforeRound(workspace.teardownRounds()));
            }
        }
        close();
    }

    private void close() {
        String receipt =
                control(Chronicle.class, Patience.QUICK, "Write the receipt").issueReceipt(workspace);
        change(workspace.movedTo(Phase.CLOSED));
        scribe.tell(
                EventType.CLOSED,
                Ending.MAYFLY,
                "Everything is gone; the receipt is written",
                Map.of("receiptSha256", receipt, "outcome", ending().outcome().name()));
        Workflow.await(Workflow::isEveryHandlerFinished);
        scribe.finish();
    }

    /** Returns the steps that are still there. */
    private List<Step> removeEach(List<Step> steps) {
        List<Step> left = new ArrayList<>();
        for (Step step : steps) {
            try {
                host(Building.class, step, Patience.UNTIL_GONE, "Remove " + step.name())
                        .remove(workspace.owner(step.name()), step);
            } catch (ActivityFailure e) {
                left.add(step);
                tell(
                        EventType.REMOVAL_FAILED,
                        "%s is not gone: %s"
                                .formatted(step.name(), Failure.of(e).sentence()));
            }
        }
        return left;
    }

    private void continueTeardownAnewIfLong() {
        if (Workflow.getInfo().isContinueAsNewSuggested()) {
            scribe.finish();
            Workflow.continueAsNew(workspace);
        }
    }

    // Endings: from here on, whatever happens leads to removal.

    /** Builds until an ending is asked, a timer fires or something fails. */
    private void build(Runnable steps) {
        if (!workspace.phase().building() || workspace.ending().isPresent()) {
            return;
        }
        CancellationScope scope = Workflow.newCancellationScope(() -> {
            Async.procedure(this::watchTheClock).exceptionally(this::clockStopped);
            steps.run();
        });
        building = Optional.of(scope);
        try {
            scope.run();
        } catch (TemporalFailure e) {
            latch(endingAfter(e));
        }
    }

    private Ending endingAfter(TemporalFailure e) {
        if (CancellationScope.current().isCancelRequested()) {
            return Ending.byItself(
                    Outcome.REVOKED, "cancelled", "An operator cancelled its workflow in Temporal.", now());
        }
        Failure failure = Failure.of(e);
        return Ending.byItself(Outcome.FAILED, failure.code(), "It failed: " + failure.sentence(), now());
    }

    /** A workspace whose clock has stopped would never end by itself, so it ends now. */
    private @Nullable Void clockStopped(Throwable failure) {
        latch(Ending.byItself(Outcome.FAILED, "clock-stopped", "Its clock stopped: " + failure, now()));
        return null;
    }

    /** The first ending wins, and nothing may start after it. */
    private void latch(Ending ending) {
        if (workspace.ending().isEmpty()) {
            change(workspace.ended(ending));
            tell(EventType.END_ASKED, ending.by(), ending.reason());
        }
        building.ifPresent(scope -> scope.cancel(ending.code()));
    }

    /** The workflow's own timers, the first of the four clocks: one loop for every deadline of every phase. */
    private void watchTheClock() {
        try {
            while (workspace.ending().isEmpty()) {
                Instant soonest = soonest();
                if (soonest.equals(Instant.MAX)) {
                    Workflow.await(() -> soonest().isBefore(Instant.MAX));
                } else if (soonest.isAfter(now())) {
                    awaitAtMost(
                            Duration.between(now(), soonest),
                            "The next deadline",
                            () -> soonest().isBefore(soonest));
                }
                workspace.deadlines().stream()
                        .filter(deadline -> !deadline.at().isAfter(now()))
                        .findFirst()
                        .ifPresent(this::fire);
            }
        } catch (CanceledFailure e) {
            // Building is over, and with it every deadline.
            return;
        }
    }

    private Instant soonest() {
        return workspace.deadlines().stream().findFirst().map(Deadline::at).orElse(Instant.MAX);
    }

    private void fire(Deadline deadline) {
        switch (deadline.kind()) {
            case WARNING -> {
                Deadline end = workspace.deadlines().stream()
                        .filter(other -> other.kind() != Deadline.Kind.WARNING)
                        .findFirst()
                        .orElseThrow();
                change(workspace.warnedOf(end.at()));
                tell(EventType.WARNED, "It ends at %s. %s".formatted(end.at(), end.sentence()));
            }
            case LAPSE -> latch(Ending.byItself(Outcome.LAPSED, "nobody-decided", deadline.sentence(), now()));
            case IDLE -> latch(Ending.byItself(Outcome.IDLE, "idle", deadline.sentence(), now()));
            case EXPIRY -> latch(Ending.byItself(Outcome.EXPIRED, "lease-over", "Its lease ended.", now()));
            case FUSE -> {} // Burns on the thing itself, never here.
        }
    }

    // Messages.

    @Override
    public void validateDecide(Decision decision) {
        refuseIf(workspace.decidedBy(), ErrorCode.ALREADY_DECIDED);
        refuseIfEnding();
        refuseUnless(
                workspace.phase() == Phase.AWAITING_APPROVAL
                        && workspace.terms().isPresent()
                        && !workspace.approved(),
                ErrorCode.ALREADY_DECIDED,
                workspace.terms().isEmpty() ? "It is still being admitted" : "It needs nobody's decision");
        refuseUnless(
                !decision.by().equals(workspace.request().requester()),
                ErrorCode.FORBIDDEN,
                "Nobody decides about their own request");
        refuseUnless(
                workspace.decisions().stream()
                        .noneMatch(past -> past.decision().by().equals(decision.by())),
                ErrorCode.ALREADY_DECIDED,
                "%s has decided already".formatted(decision.by()));
    }

    @Override
    public Workspace decide(Decision decision) {
        change(workspace.decided(new Decided(decision, now())));
        tell(EventType.DECIDED, decision.by().value(), "%s by %s".formatted(decision.verdict(), decision.by()));
        if (decision.verdict() == Verdict.DENIED) {
            latch(new Ending(
                    Outcome.REJECTED,
                    "denied",
                    "%s denied it: %s".formatted(decision.by(), decision.reason()),
                    decision.by().value(),
                    now()));
        }
        return workspace;
    }

    @Override
    public void validateExtend(Extension extension) {
        refuseUnlessInUse();
        Instant wished = lease().endsAt().plus(extension.longer());
        refuseUnless(
                !wished.isAfter(lease().extendableTo()),
                ErrorCode.OUT_OF_BOUNDS,
                "longer: the template allows it to live until %s at the latest, and this would be %s"
                        .formatted(lease().extendableTo(), wished));
    }

    /** Moves the fuses first: should anything fail, the old end still holds and the fuses burn a little later. */
    @Override
    public Workspace extend(Extension extension) {
        return oneAtATime(() -> {
            validateExtend(extension);
            LeaseChange longer = new LeaseChange(
                    extension.by(),
                    now(),
                    lease().endsAt(),
                    lease().endsAt().plus(extension.longer()),
                    extension.reason());
            Instant fuseAt = lease().endingAt(longer.to()).fuseAt();
            for (Step step : plan().steps()) {
                host(Building.class, step, Patience.PROMPT, "Move the fuse of " + step.name())
                        .rearm(workspace.owner(step.name()), step, fuseAt);
            }
            refuseUnlessInUse();
            change(workspace.extended(longer));
            tell(EventType.EXTENDED, extension.by().value(), "Extended until " + longer.to());
        });
    }

    @Override
    public void validateFreeze(UserName by) {
        refuseUnlessInUse();
        refuseUnless(!workspace.frozen(), ErrorCode.WRONG_PHASE, "It is frozen already");
    }

    @Override
    public Workspace freeze(UserName by) {
        return oneAtATime(() -> {
            validateFreeze(by);
            machineKeeping("Freeze").freeze(workspace.owner(StepName.MACHINE), machine());
            change(workspace.frozen(true));
            tell(EventType.FROZEN, by.value(), "Frozen");
        });
    }

    @Override
    public void validateThaw(UserName by) {
        refuseUnlessInUse();
        refuseUnless(workspace.frozen(), ErrorCode.WRONG_PHASE, "It is not frozen");
    }

    /** Being thawed is being used: it would otherwise end as idle at once. */
    @Override
    public Workspace thaw(UserName by) {
        return oneAtATime(() -> {
            validateThaw(by);
            machineKeeping("Thaw").thaw(workspace.owner(StepName.MACHINE), machine());
            change(workspace.touched(now()).frozen(false));
            tell(EventType.THAWED, by.value(), "Thawed");
        });
    }

    @Override
    public void touch(Instant at) {
        Instant notInTheFuture = at.isAfter(now()) ? now() : at;
        if (workspace.phase() == Phase.IN_USE) {
            workspace = workspace.touched(notInTheFuture);
        }
    }

    @Override
    public void end(Ending ending) {
        latch(ending);
    }

    @Override
    public Workspace view() {
        return workspace;
    }

    // What the steps above are written with.

    /** Unlocking is the only effect of the {@code finally}, and it makes no command. */
    private Workspace oneAtATime(Runnable act) {
        oneChangeAtATime.lock();
        try {
            act.run();
            return workspace;
        } catch (ActivityFailure e) {
            Failure failure = Failure.of(e);
            throw ApplicationFailure.newNonRetryableFailure(failure.sentence(), failure.type());
        } finally {
            oneChangeAtATime.unlock();
        }
    }

    private void refuseUnlessInUse() {
        refuseIfEnding();
        refuseUnless(
                workspace.phase() == Phase.IN_USE,
                ErrorCode.WRONG_PHASE,
                "This needs a workspace in use, and it is " + workspace.phase());
    }

    private void refuseIfEnding() {
        refuseUnless(workspace.ending().isEmpty(), ErrorCode.ENDING, "It is ending: nothing may start any more");
    }

    private static void refuseIf(Optional<String> reason, ErrorCode code) {
        reason.ifPresent(why -> refuseUnless(false, code, why));
    }

    private static void refuseUnless(boolean holds, ErrorCode code, String message) {
        if (!holds) {
            throw ApplicationFailure.newNonRetryableFailure(message, code.name());
        }
    }

    private void change(Workspace next) {
        workspace = next;
        shown = Optional.of(Shown.show(workspace, shown));
    }

    private void tell(EventType type, String message) {
        tell(type, Ending.MAYFLY, message);
    }

    private void tell(EventType type, String actor, String message) {
        scribe.tell(type, actor, message, Map.of());
    }

    private static <A> A control(Class<A> activity, ActivityOptions patience, String summary) {
        return Workflow.newActivityStub(
                activity,
                patience.toBuilder()
                        .setTaskQueue(CONTROL_QUEUE)
                        .setSummary(summary)
                        .build());
    }

    private static <A> A host(Class<A> activity, Step step, ActivityOptions patience, String summary) {
        return Workflow.newActivityStub(
                activity,
                patience.toBuilder()
                        .setTaskQueue(step.host().taskQueue())
                        .setSummary(summary)
                        .build());
    }

    private Keeping machineKeeping(String summary) {
        return host(Keeping.class, machine(), Patience.PROMPT, summary);
    }

    private Step machine() {
        return plan().step(StepName.MACHINE)
                .orElseThrow(() -> ApplicationFailure.newNonRetryableFailure(
                        "This workspace has no machine to act on", ErrorCode.WRONG_PHASE.name()));
    }

    private List<Step> begunBackwards() {
        return workspace.terms().stream()
                .flatMap(on -> on.plan().steps().reversed().stream())
                .filter(step -> workspace.begun().contains(step.name()))
                .toList();
    }

    private Terms terms() {
        return workspace.terms().orElseThrow();
    }

    private Plan plan() {
        return terms().plan();
    }

    private Lease lease() {
        return workspace.lease().orElseThrow();
    }

    private Ending ending() {
        return workspace.ending().orElseThrow();
    }

    /** Unlike {@code Workflow.await} with a time, it leaves no timer behind that would wake this workflow for nothing. */
    private static void awaitAtMost(Duration patience, String summary, Supplier<Boolean> holds) {
        if (holds.get()) {
            return;
        }
        Workflow.newCancellationScope(scope -> {
                    Promise<Void> timer = Workflow.newTimer(
                                    patience,
                                    TimerOptions.newBuilder()
                                            .setSummary(summary)
                                            .build())
                            .exceptionally(cancelled -> null);
                    Workflow.await(() -> timer.isCompleted() || holds.get());
                    scope.cancel();
                })
                .run();
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
