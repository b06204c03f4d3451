package dev.mayfly.api.event;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.json.Paging;
import dev.mayfly.api.request.PaceSettings;
import dev.mayfly.api.request.Slots;
import dev.mayfly.api.workspace.Access;
import dev.mayfly.domain.Check;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.audit.Entry;
import dev.mayfly.store.audit.News;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.RequestBean;
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
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;

/** What happened to one workspace: as it happens, and page by page. */
@Controller("/v1/workspaces/{id}")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Events")
class EventRoutes {
    private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

    private final Access access;
    private final AuditLog audit;
    private final News news;
    private final Workspaces workspaces;
    private final Slots streams;

    EventRoutes(Access access, AuditLog audit, News news, Workspaces workspaces, PaceSettings pace) {
        this.access = access;
        this.audit = audit;
        this.news = news;
        this.workspaces = workspaces;
        streams = new Slots("event streams", pace.streams());
    }

    @Get("/events")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    @Refusals
    @Operation(
            summary = "Follow a workspace",
            description =
                    "Server-sent events from the first one on, or after Last-Event-ID: id is the place in the audit "
                            + "log, event is the type, data is the event as JSON. A comment comes at least every 15 seconds. The "
                            + "stream ends after the event CLOSED.")
    @ApiResponse(
            responseCode = "200",
            description = "The events as they happen",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM,
                            schema = @Schema(implementation = EventView.class)))
    Publisher<Event<Object>> follow(
            @Parameter(hidden = true) Caller caller,
            String id,
            @Header("Last-Event-ID") @Parameter(required = false, description = "The last id that was seen")
                    Optional<String> lastEventId) {
        Workspace workspace = access.seen(id, caller);
        long after = place("Last-Event-ID", lastEventId);
        return Following.of(
                audit,
                news,
                () -> workspaces
                        .find(workspace.id())
                        .filter(now -> now.phase() == Phase.CLOSED)
                        .isPresent(),
                workspace.id(),
                after,
                streams.take(caller.user()));
    }

    @Get("/history")
    @Refusals
    @Operation(summary = "Page through the events", description = "The same events as JSON, oldest first.")
    History history(@Parameter(hidden = true) Caller caller, String id, @RequestBean Paging paging) {
        Workspace workspace = access.seen(id, caller);
        int atMost = paging.atMost();
        List<Entry> found = audit.after(workspace.id(), place("cursor", paging.cursor()), atMost);
        return new History(
                found.stream().map(EventView::of).toList(),
                found.size() == atMost
                        ? Optional.of(Long.toString(found.getLast().id()))
                        : Optional.empty());
    }

    private static long place(String field, Optional<String> sent) {
        return sent.map(text ->
                        Long.parseLong(Check.matches(field, text, EVENT_ID, "the id of an event of this workspace")))
                .orElse(0L);
    }

    /** A page. */
    @Schema(name = "EventPage", description = "A page of events, oldest first")
    record History(
            @Schema(description = "The events") List<EventView> items,

            @Schema(
                    description = "The cursor of what follows; left out when nothing is known to",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> next) {}
}
