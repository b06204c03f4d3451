package dev.mayfly.store.snapshot;

import dev.mayfly.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.List;

/** The snapshots that are kept. */
@Singleton
public class Snapshots {
    /** Writes down that a snapshot is kept; a second save of one id changes nothing. */
    public void save(Snapshot snapshot) {
        throw new UnsupportedOperationException();
    }

    /** The snapshots of a workspace, oldest first. */
    public List<Snapshot> of(WorkspaceId workspace) {
        throw new UnsupportedOperationException();
    }
}
