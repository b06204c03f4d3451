package dev.mayfly.store.snapshot;

import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.testing.Store;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private static final Store STORE = Store.start();

    private final Snapshots snapshots = STORE.get(Snapshots.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void snapshotsAreListedOldestFirst() {
        WorkspaceId workspace = id();
        Snapshot later = snapshot("later-" + workspace, workspace, START.plusSeconds(1));
        Snapshot earlier = snapshot("earlier-" + workspace, workspace, START);
        snapshots.save(later);
        snapshots.save(earlier);
        snapshots.save(snapshot("other-" + workspace, id(), START));

        assertThat(snapshots.of(workspace)).containsExactly(earlier, later);
    }

    @Test
    void aSecondSaveOfOneIdChangesNothing() {
        WorkspaceId workspace = id();
        Snapshot first = snapshot("once-" + workspace, workspace, START);
        snapshots.save(first);

        snapshots.save(snapshot("once-" + workspace, workspace, START.plusSeconds(9)));

        assertThat(snapshots.of(workspace)).containsExactly(first);
    }

    private static Snapshot snapshot(String id, WorkspaceId workspace, Instant at) {
        return new Snapshot(
                id, workspace, StepName.MACHINE, new HostId("here"), "kept/" + id, 1L << 40, "c".repeat(64), at);
    }
}
