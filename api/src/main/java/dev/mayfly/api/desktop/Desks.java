package dev.mayfly.api.desktop;

import dev.mayfly.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The desktops that somebody looks at or follows; the others are forgotten. */
@Singleton
class Desks {
    private final ConcurrentHashMap<WorkspaceId, Shared> desks = new ConcurrentHashMap<>();

    /** A desk and how many use it. */
    private record Shared(Desk desk, int users) {}

    /** The desk of a workspace, to be given back. */
    Desk take(WorkspaceId workspace) {
        return desks.compute(workspace, (id, shared) -> {
                    return shared == null ? new Shared(new Desk(), 1) : new Shared(shared.desk(), shared.users() + 1);
                })
                .desk();
    }

    /** Gives it back. */
    void give(WorkspaceId workspace) {
        desks.computeIfPresent(
                workspace, (id, shared) -> shared.users() == 1 ? null : new Shared(shared.desk(), shared.users() - 1));
    }

    /** The desk as it is; an empty one when nobody looks. */
    Desk look(WorkspaceId workspace) {
        @Nullable Shared shared = desks.get(workspace);
        return shared == null ? new Desk() : shared.desk();
    }
}
