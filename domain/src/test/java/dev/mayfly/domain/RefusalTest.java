package dev.mayfly.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.lease.Extension;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.Plan;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.template.Inputs;
import dev.mayfly.domain.template.LeaseBounds;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the records refuse to be, and what they say then. */
final class RefusalTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ws-",
                "ws-0123456789a",
                "ws-0123456789abc",
                "ws-0123456789aB",
                "ws-0123456789ai",
                "ws-0123456789ao",
                "xs-0123456789ab",
                "ws-0123456789ab\n",
                "../0123456789ab"
            })
    void refusesWhatIsNotAWorkspaceId(String value) {
        refused(() -> new WorkspaceId(value), "workspace: expected a workspace id such as ws-0123456789ab, got");
    }

    @Test
    void makesWorkspaceIdsThatAreValidAndDiffer() {
        Random random = new Random(7);
        Set<WorkspaceId> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(WorkspaceId.random(random));
        }
        assertThat(ids).hasSize(1_000);
        assertThat(ids)
                .allSatisfy(id -> assertThat(new WorkspaceId(id.toString())).isEqualTo(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Alice", "a b", "-alice", "alice\u0000", "alice/../bob"})
    void refusesWhatIsNotAUserName(String value) {
        refused(() -> new UserName(value), "user: expected a user name");
    }

    @Test
    void refusesALeaseThatEndsBeforeItStarts() {
        refused(() -> new Lease(START, START, HOUR, HOUR), "lease.endsAt: expected after");
    }

    @Test
    void refusesALeaseThatOutlivesItsLongest() {
        assertThatCode(() -> new Lease(START, START.plus(HOUR), HOUR, HOUR)).doesNotThrowAnyException();
        refused(
                () -> new Lease(START, START.plus(HOUR).plusNanos(1), HOUR, HOUR),
                "lease.endsAt: expected at most PT1H in all");
    }

    @Test
    void extendsALeaseUpToItsLongestAndNoFurther() {
        Lease lease = new Lease(START, START.plus(HOUR), HOUR, HOUR.multipliedBy(2));

        assertThat(lease.endingAt(lease.extendableTo()).endsAt()).isEqualTo(START.plus(HOUR.multipliedBy(2)));
        refused(() -> lease.endingAt(lease.extendableTo().plusMillis(1)), "lease.endsAt");
    }

    @Test
    void armsTheFuseAfterTheLease() {
        Lease lease = new Lease(START, START.plus(HOUR), HOUR, HOUR);

        assertThat(lease.fuseAt()).isEqualTo(lease.endsAt().plus(Lease.FUSE_MARGIN));
    }

    @Test
    void refusesBoundsThatContradictEachOther() {
        Duration second = Duration.ofSeconds(1);
        Duration days = Duration.ofDays(8);
        assertThatCode(() -> new LeaseBounds(HOUR, HOUR, HOUR, HOUR)).doesNotThrowAnyException();
        refused(() -> new LeaseBounds(second, HOUR, HOUR, HOUR), "lease.ttl: expected at least PT5S");
        refused(() -> new LeaseBounds(HOUR.plus(second), HOUR, HOUR, HOUR), "lease.ttl: expected at most");
        refused(() -> new LeaseBounds(HOUR, days, HOUR, HOUR), "lease.longest: expected at most PT168H");
        refused(() -> new LeaseBounds(HOUR, HOUR, second, HOUR), "lease.idle: expected at least");
        refused(() -> new LeaseBounds(HOUR, HOUR, HOUR, HOUR.minus(second)), "lease.idle: expected at most");
        refused(() -> new LeaseBounds(HOUR, HOUR, HOUR, HOUR.plus(second)), "lease.longestIdle: expected at most");
    }

    @Test
    void refusesAPlanThatIsEmptyOverlongOrNamesAStepTwice() {
        Step step = new Step(StepName.MACHINE, new DriverName("simulated"), Map.of(), new HostId("here"));
        refused(() -> new Plan(List.of()), "plan.steps: expected 1 to 32 steps");
        refused(() -> new Plan(List.of(step, step)), "plan.steps: expected names that differ");
        refused(() -> new Plan(Collections.nCopies(Plan.MAX_STEPS + 1, step)), "plan.steps: expected 1 to 32 steps");
    }

    @Test
    void refusesADenialWithoutAReason() {
        UserName bob = new UserName("bob");
        assertThatCode(() -> new Decision(bob, Verdict.APPROVED, "")).doesNotThrowAnyException();
        refused(() -> new Decision(bob, Verdict.DENIED, " "), "reason: expected a reason for the denial");
    }

    @Test
    void refusesAnExtensionThatDoesNotExtend() {
        UserName bob = new UserName("bob");
        refused(() -> new Extension(bob, Duration.ZERO, ""), "longer: expected more than zero");
        refused(() -> new Extension(bob, Duration.ofSeconds(-1), ""), "longer: expected more than zero");
    }

    @Test
    void refusesAnAbsenceWithoutEvidence() {
        refused(() -> new Absence(List.of(), START), "absence.evidence: expected at least one look");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1025})
    void refusesFileSizesOutOfBounds(int mebibytes) {
        refused(() -> new Inputs(true, true, mebibytes, false, false), "inputs.maxFileMiB: expected 1 to 1024");
    }

    @Test
    void refusesTextThatIsTooLongOrHasControlCharacters() {
        assertThat(Check.text("note", "two\n\tlines", 10)).isEqualTo("two\n\tlines");
        refused(() -> Check.text("note", "four", 3), "note: expected at most 3 characters, got 4");
        refused(() -> Check.text("note", "a\u001b[31m", 10), "note: expected text without control characters");
    }

    @Test
    void repeatsHostileTextCutAndMadePrintable() {
        assertThatThrownBy(() ->
                        Check.matches("name", "\"\u202e\n" + "x".repeat(500), Pattern.compile("[a-z]"), "one letter"))
                .hasMessage("name: expected one letter, got \"???" + "x".repeat(77) + "...\"");
    }

    private static void refused(ThrowingCallable act, String says) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageStartingWith(says);
    }
}
