package dev.mayfly.store.workspace;

import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workspaces as the store knows them: a projection, which trails the workflows by moments. */
@Singleton
public class Workspaces {
    /** The most that one page or batch may hold. */
    public static final int MAX_LIMIT = 1_000;

    /**
     * Writes down a workspace that was just asked for, once for each caller and idempotency key.
     *
     * @param requestSha256 of the request's content: the same key with another content is refused
     */
    public Accepted accept(Workspace workspace, String caller, Optional<String> idempotencyKey, String requestSha256) {
        throw new UnsupportedOperationException();
    }

    /** Notes that the workspace's workflow was started; the first time counts. */
    public void started(WorkspaceId id, Instant at) {
        throw new UnsupportedOperationException();
    }

    /** Those whose workflow was not started although they were asked for before {@code olderThan}, oldest first. */
    public List<Workspace> notStarted(Instant olderThan, int limit) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes down what a workflow knows. An older revision than the known one changes nothing; the events are appended
     * once, however often this is repeated.
     */
    public void project(Workspace workspace, List<Event> events) {
        throw new UnsupportedOperationException();
    }

    /** The workspace of that id. */
    public Optional<Workspace> find(WorkspaceId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * A page of those that {@code filter} lets through, newest first.
     *
     * @param cursor where the page before ended
     */
    public Page list(Filter filter, Optional<String> cursor, int limit) {
        throw new UnsupportedOperationException();
    }

    /** How many there are in each phase, zeros included. */
    public Map<Phase, Long> countByPhase() {
        throw new UnsupportedOperationException();
    }
}
