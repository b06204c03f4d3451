package dev.mayfly.workflows.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.lease.Extension;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.workflows.wire.Attributes;
import dev.mayfly.workflows.wire.Wire;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WorkspaceLifecycleTest {
    private static final UserName ALICE = new UserName("alice");
    private static final UserName BOB = new UserName("bob");
    private static final UserName CAROL = new UserName("carol");
    private static final Duration TTL = Duration.ofHours(2);
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final FakeActivities fake = new FakeActivities();
    private final WorkspaceId id = WorkspaceId.random(new SecureRandom());

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private TestWorkflowEnvironment temporal;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private WorkspaceLifecycle lifecycle;

    @BeforeEach
    void start() {
        temporal = TestWorkflowEnvironment.newInstance(options());
        Worker control = temporal.newWorker(WorkspaceLifecycle.CONTROL_QUEUE);
        control.registerWorkflowImplementationTypes(WorkspaceLifecycleImpl.class);
        control.registerActivitiesImplementations(fake);
        temporal.newWorker(FakeActivities.HOST.taskQueue()).registerActivitiesImplementations(fake);
        temporal.start();
        lifecycle = temporal.getWorkflowClient()
                .newWorkflowStub(
                        WorkspaceLifecycle.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(WorkspaceLifecycle.workflowId(id))
                                .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                                .build());
    }

    private static TestEnvironmentOptions options() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Wire.CONVERTER)
                        .build());
        Attributes.ALL.forEach(options::registerSearchAttribute);
        return options.build();
    }

    private void replay() throws Exception {
        try (TestWorkflowEnvironment replaying = TestWorkflowEnvironment.newInstance(options())) {
            Worker worker = replaying.newWorker(WorkspaceLifecycle.CONTROL_QUEUE);
            worker.registerWorkflowImplementationTypes(WorkspaceLifecycleImpl.class);
            WorkflowReplayer.replayWorkflowExecution(
                    temporal.getWorkflowClient().fetchHistory(WorkspaceLifecycle.workflowId(id)), worker);
        }
    }

    /** Whatever a test did: what its history says can be replayed, and nothing is left. */
    @AfterEach
    void replaysAndLeavesNothing() throws Exception {
        try {
            replay();
            assertThat(fake.there).isEmpty();
        } finally {
            temporal.close();
        }
    }

    @Test
    void livesTheWholeSentence() {
        fake.snapshotAtEnd = true;
        request();
        await(Phase.IN_USE);

        end(ALICE);

        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(fake.acts.stream().filter(act -> !act.equals("record")))
                .containsExactly(
                        "admit",
                        "ensure network",
                        "ensure machine",
                        "snapshot",
                        "remove machine",
                        "remove network",
                        "receipt");
        assertThat(fake.told())
                .containsSubsequence(
                        EventType.ADMITTED,
                        EventType.APPROVED,
                        EventType.READY,
                        EventType.END_ASKED,
                        EventType.SNAPSHOT_TAKEN,
                        EventType.CLOSED);
        assertThat(fake.phases).endsWith(Phase.CLOSED);
    }

    @Test
    void armsTheFuseALittleAfterTheLease() {
        request();
        await(Phase.IN_USE);

        Lease lease = lease();
        assertThat(lease.endsAt()).isEqualTo(lease.startedAt().plus(TTL));
        assertThat(fake.fuseAt).isEqualTo(lease.endsAt().plus(Lease.FUSE_MARGIN));
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void endsWhenItsLeaseIsOver() {
        request();
        await(Phase.IN_USE);
        for (int i = 0; i < 8; i++) {
            temporal.sleep(Duration.ofMinutes(14));
            lifecycle.touch(now());
        }

        assertThat(outcome()).isEqualTo(Outcome.EXPIRED);
        Workspace closed = lifecycle.view();
        assertThat(closed.ending().orElseThrow().at())
                .isBetween(
                        closed.lease().orElseThrow().endsAt(), lease().endsAt().plusSeconds(5));
    }

    @Test
    void endsWhenNobodyUsesIt() {
        request();
        await(Phase.IN_USE);
        Instant used = lifecycle.view().touchedAt();

        assertThat(outcome()).isEqualTo(Outcome.IDLE);
        assertThat(lifecycle.view().ending().orElseThrow().at())
                .isBetween(used.plus(IDLE), used.plus(IDLE).plusSeconds(5));
    }

    @Test
    void livesOnWhileItIsUsed() {
        request();
        await(Phase.IN_USE);
        temporal.sleep(IDLE.minusMinutes(1));
        Instant used = now();
        lifecycle.touch(used);

        assertThat(outcome()).isEqualTo(Outcome.IDLE);
        assertThat(lifecycle.view().ending().orElseThrow().at())
                .isBetween(used.plus(IDLE), used.plus(IDLE).plusSeconds(5));
    }

    @Test
    void doesNotBelieveAUseInTheFuture() {
        request();
        await(Phase.IN_USE);
        lifecycle.touch(now().plus(Duration.ofDays(300)));

        assertThat(lifecycle.view().touchedAt()).isBeforeOrEqualTo(now());
        assertThat(outcome()).isEqualTo(Outcome.IDLE);
    }

    @Test
    void warnsOnceBeforeEachEnd() {
        request();
        await(Phase.IN_USE);
        assertThat(outcome()).isEqualTo(Outcome.IDLE);

        assertThat(fake.told().stream().filter(EventType.WARNED::equals)).hasSize(1);
        assertThat(fake.told()).containsSubsequence(EventType.WARNED, EventType.END_ASKED);
    }

    @Test
    void livesLongerWhenItIsExtended() {
        request();
        await(Phase.IN_USE);
        Instant before = lease().endsAt();

        Workspace after = lifecycle.extend(new Extension(ALICE, Duration.ofHours(1), "not done yet"));

        assertThat(after.lease().orElseThrow().endsAt()).isEqualTo(before.plus(Duration.ofHours(1)));
        assertThat(fake.fuseAt).isEqualTo(after.lease().orElseThrow().fuseAt());
        assertThat(after.leaseChanges()).hasSize(1);
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void isNotExtendedBeyondItsTerms() {
        request();
        await(Phase.IN_USE);

        assertRefused(ErrorCode.OUT_OF_BOUNDS, () -> lifecycle.extend(new Extension(ALICE, Duration.ofHours(7), "")));

        assertThat(lifecycle.view().leaseChanges()).isEmpty();
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void keepsItsOldEndWhenTheFuseCannotBeMoved() {
        request();
        await(Phase.IN_USE);
        Instant before = lease().endsAt();
        fake.fail("rearm machine", ErrorCode.LOST);

        assertRefused(ErrorCode.LOST, () -> lifecycle.extend(new Extension(ALICE, Duration.ofHours(1), "")));

        assertThat(lease().endsAt()).isEqualTo(before);
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void waitsForApprovalAndTellsWhoGaveIt() {
        fake.risk = Risk.MEDIUM;
        request();
        awaitAdmission();
        assertThat(lifecycle.view().explain().because()).contains("0 of 1");

        lifecycle.decide(approval(BOB));

        await(Phase.IN_USE);
        assertThat(lifecycle.view().decisions())
                .extracting(decided -> decided.decision().by())
                .containsExactly(BOB);
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void lapsesWhenNobodyDecides() {
        fake.risk = Risk.MEDIUM;
        request();

        assertThat(outcome()).isEqualTo(Outcome.LAPSED);
        assertThat(fake.acts).doesNotContain("ensure network", "remove network");
    }

    @Test
    void makesNothingWhenItIsDenied() {
        fake.risk = Risk.MEDIUM;
        request();
        awaitAdmission();

        lifecycle.decide(new Decision(BOB, Verdict.DENIED, "not this data"));

        assertThat(outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(lifecycle.view().ending().orElseThrow().reason()).contains("bob", "not this data");
        assertThat(fake.acts).doesNotContain("ensure network");
    }

    @Test
    void isNeverDecidedByItsRequester() {
        fake.risk = Risk.MEDIUM;
        request();
        awaitAdmission();

        assertRefused(ErrorCode.FORBIDDEN, () -> lifecycle.decide(approval(ALICE)));

        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void needsTwoDifferentPeopleAtHighRisk() {
        fake.risk = Risk.HIGH;
        request();
        awaitAdmission();

        lifecycle.decide(approval(BOB));
        assertRefused(ErrorCode.ALREADY_DECIDED, () -> lifecycle.decide(approval(BOB)));
        assertThat(lifecycle.view().phase()).isEqualTo(Phase.AWAITING_APPROVAL);
        lifecycle.decide(approval(CAROL));

        await(Phase.IN_USE);
        assertRefused(ErrorCode.ALREADY_DECIDED, () -> lifecycle.decide(approval(new UserName("dave"))));
        assertThatThrownBy(() -> lifecycle.decide(approval(new UserName("dave"))))
                .rootCause()
                .hasMessageFindingMatch("It was decided already: APPROVED by bob at [^ ]+Z, APPROVED by carol at ");
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void canBeEndedWhileItIsBeingMade() {
        fake.hanging.add("ensure machine");
        request();
        awaitUntil(() -> fake.acts.contains("ensure machine"));

        end(BOB);

        assertThat(outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(fake.acts.stream().filter(act -> act.startsWith("remove")))
                .containsExactly("remove machine", "remove network");
    }

    @Test
    void canBeEndedWhileItWaitsForApproval() {
        fake.risk = Risk.HIGH;
        request();
        awaitAdmission();
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void isTakenAwayOnceHoweverOftenItIsEnded() {
        request();
        await(Phase.IN_USE);
        for (int i = 0; i < 100; i++) {
            end(i == 0 ? ALICE : BOB);
        }

        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(fake.count("remove machine")).isOne();
    }

    @Test
    void removesWhatItBeganWhenMakingFails() {
        fake.fail("ensure network", ErrorCode.MISCONFIGURED);
        request();

        assertThat(outcome()).isEqualTo(Outcome.FAILED);
        assertThat(lifecycle.view().ending().orElseThrow().code()).isEqualTo("misconfigured");
        assertThat(fake.acts).contains("remove network").doesNotContain("ensure machine", "remove machine");
    }

    @Test
    void triesAgainWhenThatMayHelp() {
        fake.fail("ensure machine", ErrorCode.PROVIDER_FAILED);
        fake.fail("ensure machine", ErrorCode.PROVIDER_FAILED);
        request();
        await(Phase.IN_USE);
        assertThat(fake.count("ensure machine")).isEqualTo(3);
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void tellsWhyItWasNotAdmitted() {
        fake.fail("admit", ErrorCode.TEMPLATE_BROKEN);
        request();
        assertThat(outcome()).isEqualTo(Outcome.FAILED);
        assertThat(lifecycle.view().ending().orElseThrow().reason()).contains("told to fail");
    }

    @Test
    void doesNotLetAStuckStepShieldTheOthers() {
        fake.stuck = StepName.MACHINE::equals;
        request();
        await(Phase.IN_USE);
        end(ALICE);

        awaitUntil(() -> !fake.there.contains(FakeActivities.NETWORK));
        assertThat(fake.there).containsExactly(StepName.MACHINE);
        assertThat(fake.count("remove network")).isOne();

        fake.stuck = step -> false;
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void stallsLoudlyAndGoesOnForEver() {
        fake.stuck = StepName.MACHINE::equals;
        request();
        await(Phase.IN_USE);
        end(ALICE);

        temporal.sleep(Duration.ofHours(6));
        assertThat(lifecycle.view().stalled()).isTrue();
        assertThat(fake.told().stream().filter(EventType.TEARDOWN_STALLED::equals))
                .hasSize(1);
        long tried = fake.count("remove machine");
        temporal.sleep(Duration.ofHours(2));
        assertThat(fake.count("remove machine")).isGreaterThan(tried + 6);

        fake.stuck = step -> false;
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void removesEvenWhenTheContentsCannotBeKept() {
        fake.snapshotAtEnd = true;
        fake.fail("snapshot", ErrorCode.HOST_EXHAUSTED);
        fake.fail("snapshot", ErrorCode.HOST_EXHAUSTED);
        request();
        await(Phase.IN_USE);
        end(ALICE);

        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(fake.told()).contains(EventType.SNAPSHOT_FAILED);
    }

    @Test
    void waitsForASnapshotOnlySoLong() {
        fake.snapshotAtEnd = true;
        fake.hanging.add("snapshot");
        request();
        await(Phase.IN_USE);
        end(ALICE);

        awaitUntil(() -> fake.acts.contains("snapshot"));
        awaitUntil(() -> fake.there.isEmpty());
        fake.hanging.clear();
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(fake.told()).contains(EventType.SNAPSHOT_FAILED);
    }

    @Test
    void doesNotCountFrozenTimeAsIdle() {
        request();
        await(Phase.IN_USE);

        assertThat(lifecycle.freeze(ALICE).frozen()).isTrue();
        assertRefused(ErrorCode.WRONG_PHASE, () -> lifecycle.freeze(ALICE));
        temporal.sleep(IDLE.multipliedBy(2));
        assertThat(lifecycle.view().phase()).isEqualTo(Phase.IN_USE);

        assertThat(lifecycle.thaw(ALICE).frozen()).isFalse();
        assertRefused(ErrorCode.WRONG_PHASE, () -> lifecycle.thaw(ALICE));
        assertThat(outcome()).isEqualTo(Outcome.IDLE);
    }

    @Test
    void endsWhenItsLeaseIsOverThoughItIsFrozen() {
        fake.snapshotAtEnd = true;
        request();
        await(Phase.IN_USE);
        lifecycle.freeze(ALICE);

        assertThat(outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(fake.acts).containsSubsequence("freeze", "thaw", "snapshot", "remove machine");
    }

    @Test
    void isTakenAwayWhenItsWorkflowIsCancelledInTemporal() {
        request();
        await(Phase.IN_USE);

        WorkflowStub.fromTyped(lifecycle).cancel();

        assertThatThrownBy(this::outcome).hasCauseInstanceOf(CanceledFailure.class);
        assertThat(lifecycle.view().phase()).isEqualTo(Phase.CLOSED);
        assertThat(lifecycle.view().ending().orElseThrow().outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(lifecycle.view().ending().orElseThrow().code()).isEqualTo("cancelled");
    }

    @Test
    void startsNothingOnceTheEndIsAsked() {
        fake.hanging.add("remove machine");
        request();
        await(Phase.IN_USE);
        end(ALICE);
        awaitUntil(() -> fake.acts.contains("remove machine"));

        assertRefused(ErrorCode.ENDING, () -> lifecycle.freeze(ALICE));
        assertRefused(ErrorCode.ENDING, () -> lifecycle.extend(new Extension(ALICE, Duration.ofMinutes(1), "")));
        assertRefused(ErrorCode.ENDING, () -> lifecycle.decide(approval(BOB)));

        fake.hanging.clear();
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void goesOnWhileTheStoreIsDown() {
        for (int i = 0; i < 5; i++) {
            fake.fail("record", ErrorCode.UNAVAILABLE);
        }
        request();
        await(Phase.IN_USE);
        end(ALICE);
        assertThat(outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(fake.told()).startsWith(EventType.ADMITTED).endsWith(EventType.CLOSED);
    }

    private void request() {
        WorkflowClient.start(
                lifecycle::run,
                Workspace.requested(new WorkspaceRequest(
                        id,
                        new InstallationId("mtest0"),
                        ALICE,
                        "",
                        new TemplateName("docs-editor"),
                        new TemplateDigest("0".repeat(64)),
                        "to test",
                        TTL,
                        IDLE,
                        now())));
    }

    private void end(UserName by) {
        lifecycle.end(Ending.asked(by, ALICE, "done", now()));
    }

    private static Decision approval(UserName by) {
        return new Decision(by, Verdict.APPROVED, "");
    }

    private Outcome outcome() {
        return WorkflowStub.fromTyped(lifecycle).getResult(Outcome.class);
    }

    private Lease lease() {
        return lifecycle.view().lease().orElseThrow();
    }

    private Instant now() {
        return Instant.ofEpochMilli(temporal.currentTimeMillis());
    }

    private void await(Phase phase) {
        awaitUntil(() -> lifecycle.view().phase() == phase);
    }

    private void awaitAdmission() {
        awaitUntil(() -> lifecycle.view().terms().isPresent());
    }

    private static void awaitUntil(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it should hold by now").isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(WorkflowUpdateException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(code.name()));
    }
}
