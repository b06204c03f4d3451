package dev.mayfly.activities.sweep;

import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.util.Set;

/** What the sweep asks Temporal about the workflows of workspaces. */
public interface Workflows {
    /**
     * Those that run, as far as Temporal's index of them knows: it trails by moments.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code UNAVAILABLE} when the list would be incomplete
     */
    Set<WorkspaceId> running();

    /**
     * Whether the workspace's workflow runs, read from its history.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code UNAVAILABLE} unless Temporal gives a definite answer
     */
    boolean runs(WorkspaceId workspace);

    /** Starts a workflow for a workspace as it stands; one that runs already is left alone. */
    void start(Workspace workspace);
}
