package dev.mayfly.store.snapshot;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.database.Database;
import jakarta.inject.Singleton;
import java.util.List;

/** The snapshots that are kept. */
@Singleton
public class Snapshots {
    private final Database database;
    private final SnapshotRepository rows;

    Snapshots(Database database, SnapshotRepository rows) {
        this.database = database;
        this.rows = rows;
    }

    /** Writes down that a snapshot is kept; a second save of one id changes nothing. */
    public void save(Snapshot snapshot) {
        database.change(
                "write down snapshot " + snapshot.id(),
                sql -> rows.insert(
                        snapshot.id(),
                        snapshot.workspace().value(),
                        snapshot.step().value(),
                        snapshot.host().value(),
                        snapshot.location(),
                        snapshot.bytes(),
                        snapshot.sha256(),
                        snapshot.takenAt()));
    }

    /** The snapshots of a workspace, oldest first. */
    public List<Snapshot> of(WorkspaceId workspace) {
        return database.read(
                "list the snapshots of " + workspace,
                sql -> rows.findByWorkspaceIdOrderByTakenAtAndId(workspace.value()).stream()
                        .map(Snapshots::snapshot)
                        .toList());
    }

    private static Snapshot snapshot(SnapshotRow row) {
        return new Snapshot(
                row.id(),
                new WorkspaceId(row.workspaceId()),
                new StepName(row.step()),
                new HostId(row.host()),
                row.location(),
                row.bytes(),
                row.sha256(),
                row.takenAt());
    }
}
