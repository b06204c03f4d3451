package dev.mayfly.tests.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.activities.sweep.SettlingActivity;
import dev.mayfly.activities.sweep.TemporalWorkflows;
import dev.mayfly.activities.sweep.Workflows;
import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.beat.Beats;
import dev.mayfly.store.host.Hosts;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.workspace.Workspaces;
import dev.mayfly.tests.installation.Installation;
import dev.mayfly.workflows.activity.Settling;
import dev.mayfly.workflows.sweep.SweepOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real workflows are terminated as an operator does it in Temporal's page. */
final class SettlingTest {
    private static final Duration EVERY = Duration.ofSeconds(20);
    private static final SweepOrder ORDER = new SweepOrder(EVERY, Duration.ZERO, false);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path folder;

    private final Store store = Store.start();

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Installation installation;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private SettlingActivity settling;

    @BeforeEach
    void start() {
        installation = new Installation(store, folder);
        settling = new SettlingActivity(
                new SettlingActivity.Records(
                        store.get(Workspaces.class),
                        installation.ledger(),
                        store.get(Hosts.class),
                        store.get(Beats.class),
                        installation.audit()),
                new EmptyIndex(new TemporalWorkflows(installation.client())),
                installation.clock());
    }

    @AfterEach
    void stop() {
        installation.close();
        store.close();
    }

    @Test
    void takesAwayAWorkspaceWhoseWorkflowAnOperatorTerminated() throws Exception {
        WorkspaceId id = inUse();
        installation.workflow(id).terminate("by hand");

        assertThat(settle().settled()).isEqualTo(1);

        assertThat(installation.outcome(id)).isEqualTo(Outcome.FAILED);
        assertThat(installation.things(id)).isEmpty();
        assertThat(known(id).phase()).isEqualTo(Phase.CLOSED);
        assertThat(known(id).ending())
                .hasValueSatisfying(ending -> assertThat(ending.code()).isEqualTo("undriven"));
        assertThat(store.get(Receipts.class).find(id)).isPresent();
        assertThat(settle().settled()).as("and once").isZero();
    }

    @Test
    void leavesAloneWhatIsDriven() throws Exception {
        WorkspaceId id = inUse();

        assertThat(settle()).isEqualTo(new Settling.Settled(0, 0, settle().hosts()));

        assertThat(installation.lifecycle(id).view().phase()).isEqualTo(Phase.IN_USE);
        installation.end(id);
        installation.outcome(id);
    }

    @Test
    void onlySaysWhatItWouldSettleInADryRun() throws Exception {
        WorkspaceId id = inUse();
        installation.workflow(id).terminate("by hand");

        assertThat(settling.settle(new SweepOrder(EVERY, Duration.ZERO, true)).settled())
                .isZero();
        assertThat(installation.things(id)).hasSize(1);

        settle();
        installation.outcome(id);
    }

    @Test
    void holdsBackWhenTooManyAreLostAtOnceUntilTheirLeasesAreOver() throws Exception {
        List<WorkspaceId> lost = new ArrayList<>();
        for (int each = 0; each < 6; each++) {
            WorkspaceId id = inUse();
            installation.workflow(id).terminate("all at once");
            lost.add(id);
        }

        Settling.Settled stopped = settle();
        assertThat(stopped.settled()).isZero();
        assertThat(stopped.heldBack()).isEqualTo(6);

        installation.sleep(Installation.TTL.plusMinutes(1));
        assertThat(settle().settled()).isEqualTo(6);
        for (WorkspaceId id : lost) {
            assertThat(installation.outcome(id)).isEqualTo(Outcome.EXPIRED);
            assertThat(installation.things(id)).isEmpty();
        }
    }

    private Settling.Settled settle() {
        installation.sleep(Duration.ofSeconds(1));
        return settling.settle(ORDER);
    }

    private WorkspaceId inUse() throws Exception {
        WorkspaceId id = installation.request(
                Risk.LOW, false, List.of(Installation.step(StepName.MACHINE, List.of(), List.of())));
        installation.await(
                id + " is in use",
                () -> store.get(Workspaces.class)
                        .find(id)
                        .filter(workspace -> workspace.phase() == Phase.IN_USE)
                        .isPresent());
        return id;
    }

    private Workspace known(WorkspaceId id) {
        return store.get(Workspaces.class).find(id).orElseThrow();
    }

    /** The test server has no index of workflows; one that trails so far is still no reason to end anything. */
    private record EmptyIndex(Workflows temporal) implements Workflows {
        @Override
        public Set<WorkspaceId> running() {
            return Set.of();
        }

        @Override
        public boolean runs(WorkspaceId workspace) {
            return temporal.runs(workspace);
        }

        @Override
        public void start(Workspace workspace) {
            temporal.start(workspace);
        }
    }
}
