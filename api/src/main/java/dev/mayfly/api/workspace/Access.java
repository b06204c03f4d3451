package dev.mayfly.api.workspace;

import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.identity.Role;
import dev.mayfly.api.request.RequestId;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may see a workspace, and who may act on it. Whoever may not see it is told that it is not there; whoever sees it
 * and may not act is told that.
 */
@Singleton
public class Access {
    private final Workspaces workspaces;
    private final AuditLog audit;

    Access(Workspaces workspaces, AuditLog audit) {
        this.workspaces = workspaces;
        this.audit = audit;
    }

    /** The workspace, if the caller may see it. */
    public Workspace seen(String id, Caller caller) {
        WorkspaceId name;
        try {
            name = new WorkspaceId(id);
        } catch (MayflyException e) {
            throw nothing(e);
        }
        return workspaces
                .find(name)
                .filter(found -> caller.seesAll() || owns(caller, found))
                .orElseThrow(() -> nothing(null));
    }

    /** The workspace, if the caller owns it. */
    public Workspace owned(String id, Caller caller) {
        return ownedOr(id, caller);
    }

    /** The workspace, if the caller owns it or has one of the roles. */
    public Workspace ownedOr(String id, Caller caller, Role... roles) {
        Workspace workspace = seen(id, caller);
        if (!owns(caller, workspace) && !caller.any(roles)) {
            throw refused(workspace, caller, "You may see this workspace, but this is for its requester and others");
        }
        return workspace;
    }

    /** The workspace, if the caller may decide about it. */
    public Workspace decidable(String id, Caller caller) {
        Workspace workspace = seen(id, caller);
        if (!caller.any(Role.APPROVER)) {
            throw refused(workspace, caller, "Only approvers decide");
        }
        if (owns(caller, workspace)) {
            throw refused(workspace, caller, "Nobody decides about their own request");
        }
        return workspace;
    }

    /** What somebody tried and may not do is kept: it is what an auditor looks for. */
    private MayflyException refused(Workspace workspace, Caller caller, String why) {
        Map<String, String> data = new HashMap<>(RequestId.forAudit());
        ServerRequestContext.currentRequest()
                .ifPresent(request -> data.put("asked", request.getMethodName() + " " + request.getPath()));
        audit.append(
                Optional.of(workspace.id()),
                new Event(
                        EventType.REFUSED,
                        Instant.now(),
                        caller.user().value(),
                        "Refused to %s: %s".formatted(caller.user(), why),
                        data));
        return new MayflyException(ErrorCode.FORBIDDEN, why);
    }

    private static boolean owns(Caller caller, Workspace workspace) {
        return workspace.request().requester().equals(caller.user());
    }

    private static MayflyException nothing(@org.jspecify.annotations.Nullable Exception cause) {
        String sentence = "There is no such workspace, or none that you may see";
        return cause == null
                ? new MayflyException(ErrorCode.NOT_FOUND, sentence)
                : new MayflyException(ErrorCode.NOT_FOUND, sentence, cause);
    }
}
