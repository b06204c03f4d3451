package dev.mayfly.domain.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.lease.Deadline;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Plan;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.template.TemplateDigest;
import dev.mayfly.domain.template.TemplateName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class WorkspaceTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final UserName ALICE = new UserName("alice");
    private static final UserName BOB = new UserName("bob");
    private static final UserName CAROL = new UserName("carol");
    private static final Duration TTL = Duration.ofHours(2);
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(8);

    @Test
    void latchesTheFirstEnding() {
        Ending first = Ending.asked(BOB, ALICE, "leaked a secret", START.plusSeconds(1));
        Ending second = Ending.byItself(Outcome.EXPIRED, "lease-over", "Its lease ended.", START.plusSeconds(2));

        Workspace ended = inUse().ended(first);

        assertThat(ended.ended(second)).isSameAs(ended);
        assertThat(ended.ending()).contains(first);
    }

    @ParameterizedTest
    @EnumSource
    void refusesMovesThatTheTableDoesNotAllow(Phase next) {
        Workspace closed = inUse().movedTo(Phase.DESTROYING).movedTo(Phase.CLOSED);

        assertThatThrownBy(() -> closed.movedTo(next))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessage("A workspace may not go from CLOSED to " + next);
    }

    @Test
    void growsInRevisionWithEachChangeAndOnlyThen() {
        Workspace workspace = inUse();

        assertThat(workspace.frozen(true).revision()).isEqualTo(workspace.revision() + 1);
        assertThat(workspace.removalFailed().revision()).isEqualTo(workspace.revision() + 1);
        assertThat(workspace.touched(START.minusSeconds(1))).isSameAs(workspace);
        assertThat(workspace.begun(StepName.MACHINE).begun(StepName.MACHINE).revision())
                .isEqualTo(workspace.revision() + 1);
    }

    @Test
    void changesNothingButWhatATransitionNames() {
        Workspace before = inUse().begun(StepName.MACHINE);

        Workspace frozen = before.frozen(true);

        assertThat(frozen)
                .usingRecursiveComparison()
                .ignoringFields("frozen", "revision")
                .isEqualTo(before);
        assertThat(frozen.frozen()).isTrue();
    }

    @Test
    void isApprovedOnceEnoughPeopleHaveSaidYes() {
        Workspace two = requested(TTL, IDLE).admitted(terms(2));

        Workspace one = two.decided(yes(BOB));

        assertThat(two.approved()).isFalse();
        assertThat(one.approved()).isFalse();
        assertThat(one.decided(new Decided(new Decision(CAROL, Verdict.DENIED, "not now"), START))
                        .approved())
                .isFalse();
        assertThat(one.decided(yes(CAROL)).approved()).isTrue();
    }

    @Test
    void saysWhoDecidedAndWhenOnceItIsDecided() {
        Workspace one = requested(TTL, IDLE).admitted(terms(2)).decided(yes(BOB));

        assertThat(one.decidedBy()).isEmpty();
        assertThat(one.decided(yes(CAROL)).decidedBy())
                .contains(
                        "It was decided already: APPROVED by bob at %1$s, APPROVED by carol at %1$s".formatted(START));
        assertThat(one.decided(new Decided(new Decision(CAROL, Verdict.DENIED, "not now"), START))
                        .decidedBy())
                .hasValueSatisfying(said -> assertThat(said).endsWith("DENIED by carol at " + START));
        assertThat(requested(TTL, IDLE).admitted(terms(0)).decidedBy())
                .as("nobody had to decide")
                .isEmpty();
    }

    @Test
    void isNotApprovedBeforeItWasAdmitted() {
        assertThat(requested(TTL, IDLE).approved()).isFalse();
        assertThat(requested(TTL, IDLE).admitted(terms(0)).approved()).isTrue();
    }

    @Test
    void lapsesOnlyWhileADecisionIsMissing() {
        Workspace waiting = requested(TTL, IDLE).admitted(terms(1));

        assertThat(waiting.deadlines())
                .singleElement()
                .satisfies(deadline -> assertThat(deadline.kind()).isEqualTo(Deadline.Kind.LAPSE))
                .satisfies(deadline -> assertThat(deadline.at()).isEqualTo(START.plus(Duration.ofHours(24))));
        assertThat(requested(TTL, IDLE).deadlines()).isEmpty();
        assertThat(waiting.decided(yes(BOB)).deadlines()).isEmpty();
    }

    @Test
    void expiresWhileItIsBeingMadeButIsNotIdleThen() {
        assertThat(kinds(provisioning())).containsExactly(Deadline.Kind.EXPIRY);
    }

    @Test
    void mayEndByIdlenessOrExpiryWhileInUse() {
        assertThat(inUse().deadlines())
                .extracting(Deadline::kind, Deadline::at)
                .containsExactly(
                        tuple(Deadline.Kind.WARNING, START.plus(IDLE).minus(Duration.ofMinutes(6))),
                        tuple(Deadline.Kind.IDLE, START.plus(IDLE)),
                        tuple(Deadline.Kind.EXPIRY, START.plus(TTL)));
    }

    @Test
    void isNeverIdleWhileFrozenButExpiresAllTheSame() {
        assertThat(kinds(inUse().frozen(true))).containsExactly(Deadline.Kind.WARNING, Deadline.Kind.EXPIRY);
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPSHOTTING", "DESTROYING"})
    void hasNoDeadlineOnTheWayOut(Phase phase) {
        assertThat(inUse().movedTo(phase).deadlines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT50M, PT5M, PT1M", "PT100S, PT50S, PT10S", "PT8H, PT8H, PT10M", "PT1H, PT50M, PT10M"})
    void warnsAFifthOfTheTimeBeforeTheEndAndTenMinutesAtMost(Duration ttl, Duration idle, Duration before) {
        List<Deadline> deadlines = inUse(ttl, idle).deadlines();

        Deadline warning = deadlines.getFirst();
        assertThat(warning.kind()).isEqualTo(Deadline.Kind.WARNING);
        assertThat(warning.at()).isEqualTo(deadlines.get(1).at().minus(before));
    }

    @Test
    void warnsOnceOfEachEnd() {
        Workspace warned = inUse().warnedOf(START.plus(IDLE));

        assertThat(kinds(warned)).doesNotContain(Deadline.Kind.WARNING);
        assertThat(kinds(warned.touched(START.plusSeconds(60)))).contains(Deadline.Kind.WARNING);
    }

    @Test
    void movesItsEndAndItsFuseWhenExtended() {
        Instant later = START.plus(Duration.ofHours(3));
        LeaseChange change = new LeaseChange(BOB, START, START.plus(TTL), later, "");

        Workspace extended = inUse().extended(change);

        assertThat(extended.lease().orElseThrow().fuseAt()).isEqualTo(later.plus(Lease.FUSE_MARGIN));
        assertThat(extended.leaseChanges()).containsExactly(change);
        assertThat(extended.deadlines())
                .anySatisfy(deadline -> assertThat(deadline.at()).isEqualTo(later));
    }

    @Test
    void isStalledAfterSixRoundsThatLeftSomethingBehind() {
        Workspace workspace = inUse().movedTo(Phase.DESTROYING);
        for (int round = 1; round < Workspace.STALLED_AFTER_ROUNDS; round++) {
            workspace = workspace.removalFailed();
            assertThat(workspace.stalled()).isFalse();
        }
        assertThat(workspace.removalFailed().stalled()).isTrue();
    }

    @Test
    void explainsEachPhaseWithWhatWillEndIt() {
        Ending ending = Ending.asked(ALICE, ALICE, "", START);
        Workspace asked = requested(TTL, IDLE);
        Workspace leaving = inUse().ended(ending).movedTo(Phase.SNAPSHOTTING);
        Workspace going = leaving.movedTo(Phase.DESTROYING);

        assertThat(asked.explain().because()).isEqualTo("It was requested by alice and is being admitted.");
        assertThat(asked.admitted(terms(2)).decided(yes(BOB)).explain().because())
                .isEqualTo("It was requested by alice and waits for approval: 1 of 2 given.");
        assertThat(provisioning().explain().because()).isEqualTo("It was approved and is being made.");
        assertThat(inUse().explain().because())
                .isEqualTo("alice may use it until its lease ends or nobody uses it for 30 min.");
        assertThat(inUse().frozen(true).explain().because()).startsWith("It is frozen");
        assertThat(leaving.explain().because())
                .isEqualTo("alice ended it. Its contents are being kept before it is taken away.");
        assertThat(going.explain().because()).isEqualTo("alice ended it. It is being taken away.");
        assertThat(going.movedTo(Phase.CLOSED).explain().because())
                .isEqualTo("alice ended it. Everything that was made for it is gone.");
        assertThat(inUse().ended(Ending.asked(ALICE, ALICE, "all is done", START))
                        .movedTo(Phase.DESTROYING)
                        .explain()
                        .because())
                .isEqualTo("alice ended it: all is done. It is being taken away.");
    }

    @Test
    void namesTheFuseWhileSomethingMayBurn() {
        assertThat(inUse().explain().deadlines().getLast().kind()).isEqualTo(Deadline.Kind.FUSE);
        assertThat(inUse().movedTo(Phase.DESTROYING).explain().deadlines()).isEmpty();
    }

    @Test
    void ownsThingsUnderAMarkOfInstallationWorkspaceAndStep() {
        assertThat(inUse().owner(StepName.MACHINE).mark()).isEqualTo("mtest/ws-0123456789ab/machine");
        assertThat(inUse().owner(StepName.MACHINE).thing()).isEqualTo("ws-0123456789ab-machine");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0 s", "PT90M, 1 h 30 min", "PT49H1S, 2 d 1 h 1 s", "PT59S, 59 s"})
    void saysDurationsAsPeopleDo(Duration time, String words) {
        assertThat(Workspace.words(time)).isEqualTo(words);
    }

    @Test
    void cannotBeChangedThroughTheListsItWasMadeFrom() {
        List<StepName> begun = new ArrayList<>();
        Workspace from = inUse();
        Workspace workspace = new Workspace(
                from.request(),
                from.phase(),
                from.terms(),
                from.decisions(),
                from.lease(),
                from.leaseChanges(),
                from.touchedAt(),
                from.warnedFor(),
                begun,
                false,
                0,
                from.ending(),
                1);

        begun.add(StepName.MACHINE);

        assertThat(workspace.begun()).isEmpty();
    }

    private static List<Deadline.Kind> kinds(Workspace workspace) {
        return workspace.deadlines().stream().map(Deadline::kind).toList();
    }

    private static Decided yes(UserName by) {
        return new Decided(new Decision(by, Verdict.APPROVED, ""), START);
    }

    private static Terms terms(int approvals) {
        Step machine = new Step(StepName.MACHINE, new DriverName("simulated"), Map.of(), new HostId("here"));
        return new Terms(new Plan(List.of(machine)), Risk.MEDIUM, approvals, Duration.ofHours(24), LONGEST, true);
    }

    private static Workspace requested(Duration ttl, Duration idle) {
        return Workspace.requested(new WorkspaceRequest(
                new WorkspaceId("ws-0123456789ab"),
                new InstallationId("mtest"),
                ALICE,
                "",
                new TemplateName("desktop"),
                new TemplateDigest("0".repeat(64)),
                "to try it",
                ttl,
                idle,
                START));
    }

    private static Workspace provisioning(Duration ttl, Duration idle) {
        return requested(ttl, idle)
                .admitted(terms(0))
                .leased(new Lease(START, START.plus(ttl), idle, LONGEST))
                .movedTo(Phase.PROVISIONING);
    }

    private static Workspace provisioning() {
        return provisioning(TTL, IDLE);
    }

    private static Workspace inUse() {
        return inUse(TTL, IDLE);
    }

    private static Workspace inUse(Duration ttl, Duration idle) {
        return provisioning(ttl, idle).movedTo(Phase.IN_USE);
    }
}
