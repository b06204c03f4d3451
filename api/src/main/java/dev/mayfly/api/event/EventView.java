package dev.mayfly.api.event;

import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.Entry;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An event as the API shows it. */
@Schema(name = "Event", description = "One thing that happened")
public record EventView(
        @Schema(description = "Its place in the audit log; grows within a workspace")
        long id,

        @Schema(description = "What happened") EventType type,
        @Schema(description = "When") Instant at,

        @Schema(description = "Who did it: a user, or mayfly")
        String actor,

        @Schema(description = "One sentence for a person") String message,
        @Schema(description = "Details for machines") Map<String, String> data,

        @Schema(
                description = "Whom it concerns; only in the log of the whole installation",
                requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        Optional<String> workspace) {

    /** An event among those of one workspace. */
    public static EventView of(Entry entry) {
        return of(entry, Optional.empty());
    }

    /** An event among those of the installation. */
    public static EventView withWorkspace(Entry entry) {
        return of(entry, entry.workspace().map(WorkspaceId::value));
    }

    private static EventView of(Entry entry, Optional<String> workspace) {
        return new EventView(
                entry.id(),
                entry.event().type(),
                entry.event().at(),
                entry.event().actor(),
                entry.event().message(),
                entry.event().data(),
                workspace);
    }
}
