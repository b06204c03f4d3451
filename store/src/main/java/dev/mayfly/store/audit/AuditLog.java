package dev.mayfly.store.audit;

import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The audit log: appended only, which the database itself enforces. */
@Singleton
public class AuditLog {
    /** The most that one page or batch may hold. */
    public static final int MAX_LIMIT = 1_000;

    /** Appends an event. */
    public void append(Optional<WorkspaceId> workspace, Event event) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends an event unless one with that key was appended before.
     *
     * @return whether it was appended now
     */
    public boolean appendOnce(Optional<WorkspaceId> workspace, Event event, String key) {
        throw new UnsupportedOperationException();
    }

    /**
     * The events of a workspace after the one with id {@code afterId} (0: from the beginning), oldest first. Whoever
     * asks again and again, with the last id that was seen, sees each event exactly once.
     */
    public List<Entry> after(WorkspaceId workspace, long afterId, int limit) {
        throw new UnsupportedOperationException();
    }

    /**
     * A page of the events that {@code filter} lets through, newest first.
     *
     * @param cursor where the page before ended
     */
    public AuditPage latest(AuditFilter filter, Optional<String> cursor, int limit) {
        throw new UnsupportedOperationException();
    }
}
