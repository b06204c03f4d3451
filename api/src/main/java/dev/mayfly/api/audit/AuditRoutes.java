package dev.mayfly.api.audit;

import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.event.EventView;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.json.Paging;
import dev.mayfly.domain.Check;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.AuditFilter;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.audit.AuditPage;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that happened, in all workspaces. */
@Controller("/v1/audit")
@Secured({AUDITOR, OPERATOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Audit")
class AuditRoutes {
    private static final int MAX_ACTOR = 200;

    private final AuditLog audit;

    AuditRoutes(AuditLog audit) {
        this.audit = audit;
    }

    @Get
    @Refusals
    @Operation(summary = "Read the audit log", description = "For auditors and operators; newest first.")
    AuditList list(
            @QueryValue @Parameter(required = false, description = "Only those of this workspace")
                    Optional<String> workspace,
            @QueryValue
                    @Parameter(
                            required = false,
                            description = "Only those of any of these types",
                            explode = Explode.TRUE)
                    Optional<List<String>> type,
            @QueryValue @Parameter(required = false, description = "Only what this user did, or mayfly")
                    Optional<String> actor,
            @RequestBean Paging paging) {
        AuditPage page = audit.latest(
                new AuditFilter(
                        workspace.map(id -> Accepts.name("workspace", WorkspaceId::new, id)),
                        Set.copyOf(Accepts.each(type, text -> Accepts.constant("type", EventType.class, text))),
                        actor.map(name -> Check.text("actor", Accepts.text("actor", name), MAX_ACTOR)),
                        Optional.empty(),
                        Optional.empty()),
                paging.from(),
                paging.atMost());
        return new AuditList(page.items().stream().map(EventView::withWorkspace).toList(), page.next());
    }

    /** A page. */
    @Schema(name = "AuditPage", description = "A page of the audit log, newest first")
    record AuditList(
            @Schema(description = "The events") List<EventView> items,

            @Schema(
                    description = "The cursor of the page that follows; left out at the end",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> next) {}
}
