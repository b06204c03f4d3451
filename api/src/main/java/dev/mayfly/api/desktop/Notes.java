package dev.mayfly.api.desktop;

import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.AuditLog;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Writes down who looked and who controlled. */
@Singleton
class Notes {
    private final AuditLog audit;

    Notes(AuditLog audit) {
        this.audit = audit;
    }

    void append(WorkspaceId workspace, EventType type, UserName by, String message, Map<String, String> data) {
        audit.append(Optional.of(workspace), new Event(type, Instant.now(), by.value(), message, data));
    }

    void append(WorkspaceId workspace, UserName by, Desk.Handover handover) {
        append(
                workspace,
                EventType.DESKTOP_CONTROLLED,
                by,
                handover.to().map(seat -> seat.user() + " controls the desktop").orElse("Nobody controls the desktop"),
                handover.to()
                        .map(seat -> Map.of("controller", seat.user().value(), "session", seat.session()))
                        .orElse(Map.of()));
    }
}
