package dev.mayfly.api.workspace;

import dev.mayfly.domain.approval.Verdict;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;

/** What callers send about workspaces. Times come as text, so that what is wrong with them is told by their name. */
final class Wishes {
    private Wishes() {}

    /** A workspace that somebody wants. */
    @Schema(
            name = "WorkspaceRequest",
            description = "What is wanted; what is left out is as the template has it",
            example = """
                    {"template": "docs-editor", "reason": "Revise the manual", "ttl": "PT1H", "idle": "PT15M"}
                    """)
    record NewWorkspace(
            @Schema(description = "The template's name") String template,

            @Schema(
                    description = "Why it is needed, at most 2,000 characters; some templates demand it",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> reason,

            @Schema(
                    description = "Whose money and data it is, at most 100 characters",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> project,

            @Schema(
                    description = "How long it is to live",
                    type = "string",
                    format = "duration",
                    example = "PT1H",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> ttl,

            @Schema(
                    description = "After how long without use it is to end",
                    type = "string",
                    format = "duration",
                    example = "PT15M",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> idle) {}

    /** A decision. */
    @Schema(
            name = "NewDecision",
            description = "What an approver says",
            example = "{\"verdict\": \"DENIED\", \"reason\": \"Use the shared one\"}")
    record NewDecision(
            @Schema(description = "Yes or no") Verdict verdict,

            @Schema(
                    description = "Why, at most 2,000 characters; a no needs it",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> reason) {}

    /** An extension. */
    @Schema(
            name = "NewExtension",
            description = "How much longer it is to live",
            example = "{\"longer\": \"PT30M\", \"reason\": \"Nearly done\"}")
    record NewExtension(
            @Schema(description = "How much later it is to end", type = "string", format = "duration")
            String longer,

            @Schema(description = "Why, at most 2,000 characters", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> reason) {}

    /** An end. */
    @Schema(name = "NewEnd", description = "Why it is to end", example = "{\"reason\": \"Done\"}")
    record NewEnd(
            @Schema(description = "Why, at most 2,000 characters", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> reason) {}
}
