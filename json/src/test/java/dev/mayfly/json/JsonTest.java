package dev.mayfly.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.approval.Verdict;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
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
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00.123456Z");
    private static final UserName ALICE = new UserName("alice");
    private static final UserName BOB = new UserName("bob");

    @Test
    void readsBackAWorkspaceInWhichEverythingIsSet() {
        Workspace full = full();

        assertThat(Json.read(Json.write(full), Workspace.class)).isEqualTo(full);
        assertThat(Json.read(Json.canonical(full), Workspace.class)).isEqualTo(full);
    }

    @Test
    void readsBackAWorkspaceInWhichAlmostNothingIsSet() {
        Workspace bare = Workspace.requested(full().request());

        assertThat(Json.read(Json.write(bare), Workspace.class)).isEqualTo(bare);
    }

    @Test
    void givesEqualValuesTheSameCanonicalBytes() {
        String once = Json.canonical(full());
        String again = Json.canonical(Json.read(Json.write(full()), Workspace.class));

        assertThat(again).isEqualTo(once);
        assertThat(Json.sha256(again)).isEqualTo(Json.sha256(once)).matches("[0-9a-f]{64}");
    }

    @Test
    void writesTheCanonicalFormOfRfc8785() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("b", List.of(1.0, 1e21, "\u20ac\u0001"));
        value.put("a", true);

        assertThat(Json.canonical(value)).isEqualTo("{\"a\":true,\"b\":[1,1e+21,\"\u20ac\\u0001\"]}");
    }

    @Test
    void writesNamesInstantsAndDurationsAsPlainText() {
        assertThat(Json.write(new Lease(START, START.plusSeconds(60), Duration.ofSeconds(5), Duration.ofHours(1))))
                .isEqualTo("{\"endsAt\":\"2026-11-21T08:01:00.123456Z\",\"idle\":\"PT5S\",\"longest\":\"PT1H\","
                        + "\"startedAt\":\"2026-11-21T08:00:00.123456Z\"}");
        assertThat(Json.write(List.of(ALICE))).isEqualTo("[\"alice\"]");
    }

    @Test
    void ignoresWhatANewerWorkerWrote() {
        assertThat(Json.read(
                        "{\"by\":\"bob\",\"verdict\":\"APPROVED\",\"reason\":\"\",\"mood\":\"good\"}", Decision.class))
                .isEqualTo(new Decision(BOB, Verdict.APPROVED, ""));
    }

    @Test
    void refusesTextThatIsNoValueOfTheType() {
        assertThatThrownBy(() -> Json.read("{\"by\":\"No Name\"}", Decision.class))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    }

    private static Workspace full() {
        Map<String, Object> spec = Map.of("millis", 5, "on", true, "of", List.of("a", "b"), "in", Map.of("x", 1));
        Plan plan =
                new Plan(List.of(new Step(StepName.MACHINE, new DriverName("simulated"), spec, new HostId("here"))));
        Duration idle = Duration.ofMinutes(10);
        Duration longest = Duration.ofHours(8);
        WorkspaceRequest request = new WorkspaceRequest(
                new WorkspaceId("ws-0123456789ab"),
                new InstallationId("mtest"),
                ALICE,
                "project",
                new TemplateName("desktop"),
                new TemplateDigest("0".repeat(64)),
                "to try \u20ac and \"quotes\"",
                Duration.ofHours(1),
                idle,
                START);
        Instant end = START.plus(Duration.ofHours(1));
        return Workspace.requested(request)
                .admitted(new Terms(plan, Risk.HIGH, 2, Duration.ofHours(24), longest, true))
                .decided(new Decided(new Decision(BOB, Verdict.APPROVED, "fine"), START))
                .leased(new Lease(START, end, idle, longest))
                .movedTo(Phase.PROVISIONING)
                .begun(StepName.MACHINE)
                .movedTo(Phase.IN_USE)
                .extended(new LeaseChange(BOB, START, end, end.plusSeconds(60), "more"))
                .warnedOf(end)
                .frozen(true)
                .ended(Ending.asked(BOB, ALICE, "enough", end))
                .movedTo(Phase.SNAPSHOTTING)
                .movedTo(Phase.DESTROYING)
                .removalFailed();
    }
}
