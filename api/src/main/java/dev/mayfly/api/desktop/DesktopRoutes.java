package dev.mayfly.api.desktop;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.request.PaceSettings;
import dev.mayfly.api.request.Slots;
import dev.mayfly.api.template.PinnedTemplates;
import dev.mayfly.api.workspace.Access;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.Inputs;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.reactivestreams.Publisher;

/** Who looks at a desktop, and who controls it. */
@Controller("/v1/workspaces/{id}/desktop")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Desktop")
class DesktopRoutes {
    private final Access access;
    private final Workspaces workspaces;
    private final PinnedTemplates templates;
    private final Desks desks;
    private final Notes notes;
    private final Slots streams;

    DesktopRoutes(
            Access access,
            Workspaces workspaces,
            PinnedTemplates templates,
            Desks desks,
            Notes notes,
            PaceSettings pace) {
        this.access = access;
        this.workspaces = workspaces;
        this.templates = templates;
        this.desks = desks;
        this.notes = notes;
        streams = new Slots("desktop streams", pace.streams());
    }

    @Get
    @Refusals
    @Operation(
            summary = "Who looks at the desktop",
            description = "While the workspace is in use; for whoever may see it.")
    DesktopView look(@Parameter(hidden = true) Caller caller, String id) {
        Workspace workspace = used(id, caller);
        return DesktopView.of(desks.look(workspace.id()).state(), inputs(workspace));
    }

    @Get("/changes")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    @Refusals
    @Operation(
            summary = "Follow who looks at the desktop",
            description =
                    "Server-sent events named desktop, whose data is all of it as JSON: one at once, and one after "
                            + "each change. A comment comes at least every 15 seconds. The stream ends when the workspace is in "
                            + "use no longer.")
    @ApiResponse(
            responseCode = "200",
            description = "The desktop as it changes",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM,
                            schema = @Schema(implementation = DesktopView.class)))
    Publisher<Event<Object>> follow(@Parameter(hidden = true) Caller caller, String id) {
        Workspace workspace = used(id, caller);
        Inputs inputs = inputs(workspace);
        Slots.Slot slot = streams.take(caller.user());
        WorkspaceId name = workspace.id();
        return Changes.of(
                desks.take(name),
                inputs,
                () -> workspaces.find(name).filter(DesktopRoutes::inUse).isPresent(),
                () -> {
                    desks.give(name);
                    slot.close();
                });
    }

    @Post("/control")
    @Refusals
    @Operation(
            summary = "Take, release or ask for the control",
            description =
                    "For one of your own open connections. The owner and operators may TAKE it. Others may REQUEST it; it is "
                            + "given to them when the owner or an operator who has it wishes RELEASE. Otherwise a RELEASE, "
                            + "like the end of the connection, leaves it free. Auditors only look on.")
    HttpResponse<DesktopView> wish(@Parameter(hidden = true) Caller caller, String id, @Body ControlWish body) {
        Workspace workspace = used(id, caller);
        String session = Accepts.present("session", body.session());
        Wish wish = Accepts.present("wish", body.wish());
        Desk desk = desks.look(workspace.id());
        desk.wish(caller.user(), session, wish)
                .ifPresent(handover -> notes.append(workspace.id(), caller.user(), handover));
        return HttpResponse.ok(DesktopView.of(desk.state(), inputs(workspace)));
    }

    private Inputs inputs(Workspace workspace) {
        return templates.of(workspace).inputs();
    }

    private Workspace used(String id, Caller caller) {
        Workspace workspace = access.seen(id, caller);
        return Optional.of(workspace)
                .filter(DesktopRoutes::inUse)
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.WRONG_PHASE, "This needs a workspace in use, and it is " + workspace.phase()));
    }

    private static boolean inUse(Workspace workspace) {
        return workspace.phase() == Phase.IN_USE && workspace.ending().isEmpty();
    }

    /** A wish. */
    @Schema(
            name = "ControlWish",
            description = "What is to become of the control",
            example = "{\"session\": \"b0mFt1hXx0u2Yq7s\", \"wish\": \"TAKE\"}")
    record ControlWish(
            @Schema(description = "The connection, as its ticket has named it")
            String session,

            @Schema(description = "What is wished for it") Wish wish) {}
}
