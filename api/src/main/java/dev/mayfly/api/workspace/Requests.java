package dev.mayfly.api.workspace;

import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.request.RequestId;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.json.Json;
import dev.mayfly.store.installation.Installations;
import dev.mayfly.store.template.TemplateVersions;
import dev.mayfly.store.workspace.Accepted;
import dev.mayfly.store.workspace.Workspaces;
import dev.mayfly.templates.Bounds;
import dev.mayfly.templates.Loaded;
import dev.mayfly.templates.Templates;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Turns a wish into a workspace: checked, pinned to its template's version, written down, and started. */
@Singleton
class Requests {
    private final Templates templates;
    private final TemplateVersions versions;
    private final Workspaces workspaces;
    private final Installations installations;
    private final Starter starter;
    private final SecureRandom random = new SecureRandom();

    Requests(
            Templates templates,
            TemplateVersions versions,
            Workspaces workspaces,
            Installations installations,
            Starter starter) {
        this.templates = templates;
        this.versions = versions;
        this.workspaces = workspaces;
        this.installations = installations;
        this.starter = starter;
    }

    /** What is accepted is durable in the store, whether or not Temporal answers now. */
    Accepted request(Caller caller, Wishes.NewWorkspace wish, Optional<String> idempotencyKey) {
        Loaded.Usable usable = templates
                .catalogue()
                .require(Accepts.name("template", TemplateName::new, Accepts.present("template", wish.template())));
        Template template = usable.template();
        Bounds.checkRequester(template, caller.user(), caller.roleNames(), Set.of());
        String reason = wish.reason().map(text -> Accepts.text("reason", text)).orElse("");
        String project =
                wish.project().map(text -> Accepts.text("project", text)).orElse("");
        Bounds bounds = Bounds.check(
                template,
                reason,
                wish.ttl().map(text -> Accepts.duration("ttl", text)),
                wish.idle().map(text -> Accepts.duration("idle", text)));
        Workspace workspace = Workspace.requested(new WorkspaceRequest(
                WorkspaceId.random(random),
                installations.id(),
                caller.user(),
                project,
                template.name(),
                usable.digest(),
                reason,
                bounds.ttl(),
                bounds.idle(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS)));
        versions.pin(usable.digest(), template.name(), usable.document());
        Accepted accepted = workspaces.accept(
                workspace,
                caller.user().value(),
                idempotencyKey,
                Json.sha256(Json.canonical(wish)),
                RequestId.forAudit());
        if (accepted.created()) {
            starter.startSoon(accepted.workspace());
        }
        return accepted;
    }
}
