package dev.mayfly.api.relay;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.file.Calls;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.request.Slots;
import dev.mayfly.api.template.PinnedTemplates;
import dev.mayfly.api.workspace.Access;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.json.Json;
import dev.mayfly.store.blob.Blobs;
import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;

/** Tickets for desktops and terminals. */
@Controller("/v1/workspaces/{id}/tickets")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Desktop")
class TicketRoutes {
    private static final long MAX_REPLY = 64 * 1024L;
    private static final int SESSION = 16;

    private final Access access;
    private final PinnedTemplates templates;
    private final Calls calls;
    private final Blobs blobs;
    private final Tickets tickets;
    private final Sockets sockets;

    TicketRoutes(Access access, PinnedTemplates templates, Calls calls, Blobs blobs, Tickets tickets, Sockets sockets) {
        this.access = access;
        this.templates = templates;
        this.calls = calls;
        this.blobs = blobs;
        this.tickets = tickets;
        this.sockets = sockets;
    }

    @Post
    @Status(HttpStatus.CREATED)
    @Refusals
    @Operation(
            summary = "Get a ticket for the desktop or a terminal",
            description =
                    "While the workspace is in use. The desktop may be seen by whoever may see the workspace; a terminal is "
                            + "for the requester, where the template lets files out. The ticket opens one WebSocket, "
                            + "within seconds: /v1/workspaces/{id}/desktop/socket or .../terminal/socket, with the "
                            + "subprotocols mayfly.desktop (mayfly.terminal) and ticket.TICKET, from a page of this server. "
                            + "The desktop speaks RFB 3.8 in binary messages; a terminal's bytes are binary messages, and "
                            + "{\"type\":\"resize\",\"cols\":80,\"rows\":24} as text tells its size. It is closed with 4001 "
                            + "when the workspace is in use no longer, 4002 when the sign-in has ended, 4003 for a bad "
                            + "ticket, 4004 when what is inside closes or fails, 4005 for a client that is too slow or one "
                            + "too many, 1012 when the server restarts.")
    @ApiResponse(responseCode = "201", description = "The ticket")
    TicketView sell(
            @Parameter(hidden = true) Caller caller,
            @Parameter(hidden = true) Authentication signedIn,
            String id,
            @Body NewTicket body)
            throws IOException {
        Kind kind = Accepts.present("kind", body.kind());
        Workspace workspace =
                switch (kind) {
                    case DESKTOP -> access.seen(id, caller);
                    case TERMINAL -> access.owned(id, caller);
                };
        // What a terminal shows is text, and leaves the workspace as much as a file does.
        if (kind == Kind.TERMINAL && !templates.of(workspace).inputs().download()) {
            throw new MayflyException(
                    ErrorCode.OUT_OF_BOUNDS, "The template lets nothing out, and what a terminal shows would leave");
        }
        tickets.demandModesty(caller.user());
        sockets.demandRoom(workspace.id());
        Path socket = socket(kind, caller, workspace);
        Ticket ticket = new Ticket(
                kind,
                workspace.id(),
                caller,
                workspace.request().requester().equals(caller.user()),
                tickets.random().substring(0, SESSION),
                socket,
                Ticket.signIn(signedIn),
                Ticket.signedInUntil(signedIn));
        Tickets.Sold sold = tickets.sell(ticket);
        return new TicketView(sold.secret(), ticket.session(), sold.expiresAt());
    }

    private Path socket(Kind kind, Caller caller, Workspace workspace) throws IOException {
        Call.Kind call =
                switch (kind) {
                    case DESKTOP -> Call.Kind.DESKTOP;
                    case TERMINAL -> Call.Kind.TERMINAL;
                };
        Reply reply;
        try (Slots.Slot _ = calls.enter(caller, workspace)) {
            reply = calls.ask(call, caller, workspace, MAX_REPLY);
        }
        try (InputStream content = blobs.open(reply.blob())) {
            return Path.of(Json.MAPPER.readValue(content, Place.class).socket());
        } catch (JsonProcessingException | InvalidPathException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "The place to connect to cannot be read", e);
        } finally {
            blobs.delete(reply.blob());
        }
    }

    /** As the host writes it into the blob store. */
    record Place(String socket) {}

    /** A wish. */
    @Schema(name = "NewTicket", description = "What is to be opened", example = "{\"kind\": \"DESKTOP\"}")
    record NewTicket(
            @Schema(description = "The desktop or a terminal")
            Kind kind) {}

    /** A ticket. */
    @Schema(name = "Ticket", description = "Opens one WebSocket, once")
    record TicketView(
            @Schema(description = "The ticket; a secret") String ticket,

            @Schema(description = "Names the connection that it will open")
            String session,

            @Schema(description = "Until when it may be used")
            Instant expiresAt) {}
}
