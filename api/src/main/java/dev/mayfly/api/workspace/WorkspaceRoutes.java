package dev.mayfly.api.workspace;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.file.Calls;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.identity.Role;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.json.Paging;
import dev.mayfly.api.temporal.Lives;
import dev.mayfly.domain.Check;
import dev.mayfly.domain.approval.Decision;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.lease.Deadline;
import dev.mayfly.domain.lease.Explanation;
import dev.mayfly.domain.lease.Extension;
import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.json.Json;
import dev.mayfly.store.workspace.Accepted;
import dev.mayfly.store.workspace.Filter;
import dev.mayfly.store.workspace.Listing;
import dev.mayfly.store.workspace.Page;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Asking for workspaces, deciding about them, following and ending them. */
@Controller("/v1/workspaces")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Workspaces")
class WorkspaceRoutes {
    private final Requests requests;
    private final Workspaces workspaces;
    private final Access access;
    private final Showing showing;
    private final Lives lives;
    private final Starter starter;
    private final Calls calls;

    WorkspaceRoutes(
            Requests requests,
            Workspaces workspaces,
            Access access,
            Showing showing,
            Lives lives,
            Starter starter,
            Calls calls) {
        this.requests = requests;
        this.workspaces = workspaces;
        this.access = access;
        this.showing = showing;
        this.lives = lives;
        this.starter = starter;
        this.calls = calls;
    }

    @Post
    @Secured(REQUESTER)
    @Refusals
    @Operation(
            summary = "Ask for a workspace",
            description =
                    "Accepted requests are durable, also while Temporal is down. The same Idempotency-Key with the "
                            + "same body makes no second workspace: it answers 200 with the first.")
    @ApiResponse(responseCode = "201", description = "It was accepted; Location says where it is")
    @ApiResponse(responseCode = "200", description = "It was accepted before, under the same key")
    HttpResponse<WorkspaceView> create(
            @Parameter(hidden = true) Caller caller,
            @Header("Idempotency-Key")
                    @Parameter(required = false, description = "1 to 128 printable characters of your choice")
                    Optional<String> idempotencyKey,
            @Body Wishes.NewWorkspace body) {
        Accepted accepted = requests.request(caller, body, Accepts.idempotencyKey(idempotencyKey));
        WorkspaceView shown = showing.whole(accepted.workspace());
        return accepted.created()
                ? HttpResponse.created(shown, URI.create("/v1/workspaces/" + shown.id()))
                : HttpResponse.ok(shown);
    }

    @Get
    @Refusals
    @Operation(
            summary = "List workspaces",
            description =
                    "Requesters see their own; approvers, operators and auditors see all. The state of each step is "
                            + "left out here.")
    WorkspaceList list(
            @Parameter(hidden = true) Caller caller,
            @QueryValue
                    @Parameter(
                            required = false,
                            description = "Only those in any of these phases",
                            explode = Explode.TRUE)
                    Optional<List<String>> phase,
            @QueryValue @Parameter(required = false, description = "Only those of this requester")
                    Optional<String> requester,
            @QueryValue @Parameter(required = false, description = "Only those of this template")
                    Optional<String> template,
            @QueryValue @Parameter(required = false, description = "Only those whose teardown has stalled, or has not")
                    Optional<String> stalled,
            @QueryValue
                    @Parameter(
                            required = false,
                            description = "Only those that wait for a decision which the caller may make and has not "
                                    + "made yet; empty for callers who are no approvers")
                    Optional<String> awaitingMe,
            @QueryValue
                    @Parameter(
                            required = false,
                            description =
                                    "NEWEST or OLDEST by request, or ENDING: those with a running lease only, the "
                                            + "one that ends soonest first (NEWEST)",
                            schema = @Schema(implementation = Listing.class))
                    Optional<String> order,
            @RequestBean Paging paging) {
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        phases.addAll(Accepts.each(phase, text -> Accepts.constant("phase", Phase.class, text)));
        Optional<UserName> asked = requester.map(name -> Accepts.name("requester", UserName::new, name));
        int atMost = paging.atMost();
        if (!caller.seesAll()) {
            if (asked.filter(name -> !name.equals(caller.user())).isPresent()) {
                return new WorkspaceList(List.of(), Optional.empty());
            }
            asked = Optional.of(caller.user());
        }
        boolean inbox = awaitingMe.map(text -> Accepts.flag("awaitingMe", text)).orElse(false);
        if (inbox && !caller.any(Role.APPROVER)) {
            return new WorkspaceList(List.of(), Optional.empty());
        }
        Page page = workspaces.list(
                new Filter(
                        asked,
                        phases,
                        template.map(name -> Accepts.name("template", TemplateName::new, name)),
                        stalled.map(text -> Accepts.flag("stalled", text)),
                        inbox ? Optional.of(caller.user()) : Optional.empty()),
                order.map(text -> Accepts.constant("order", Listing.class, text))
                        .orElse(Listing.NEWEST),
                paging.from(),
                atMost);
        return new WorkspaceList(page.items().stream().map(showing::listed).toList(), page.next());
    }

    @Get("/{id}")
    @Refusals
    @Operation(summary = "Read a workspace", description = "What the store knows; it trails the workflow by moments.")
    WorkspaceView read(@Parameter(hidden = true) Caller caller, String id) {
        return showing.whole(access.seen(id, caller));
    }

    @Get("/{id}/explanation")
    @Refusals
    @Operation(
            summary = "Explain a workspace",
            description =
                    "Why it is alive, what will end it, and when. Asked from its workflow; from the store when that "
                            + "does not answer at once.")
    ExplanationView explain(@Parameter(hidden = true) Caller caller, String id) {
        Workspace known = access.seen(id, caller);
        return ExplanationView.of(freshest(known).explain());
    }

    @Post("/{id}/decisions")
    @Refusals
    @Operation(
            summary = "Decide about a request",
            description = "For approvers, never about their own request; each decides once. One no is enough.")
    WorkspaceView decide(
            @Parameter(hidden = true) Caller caller,
            String id,
            @Header("Idempotency-Key")
                    @Parameter(required = false, description = "1 to 128 printable characters of your choice")
                    Optional<String> idempotencyKey,
            @Body Wishes.NewDecision body) {
        Workspace workspace = access.decidable(id, caller);
        Decision decision =
                new Decision(caller.user(), Accepts.present("verdict", body.verdict()), reason(body.reason()));
        Optional<String> once = once(caller, idempotencyKey);
        if (workspace.phase() == Phase.CLOSED && workspace.decidedBy().isPresent()) {
            throw new MayflyException(
                    ErrorCode.ALREADY_DECIDED, workspace.decidedBy().get());
        }
        return updated(workspace, () -> lives.decide(workspace.id(), decision, once));
    }

    @Post("/{id}/extensions")
    @Refusals
    @Operation(
            summary = "Extend the lease",
            description = "For the requester and operators, within what the template allows. Repeat it with the same "
                    + "Idempotency-Key and it extends once.")
    WorkspaceView extend(
            @Parameter(hidden = true) Caller caller,
            String id,
            @Header("Idempotency-Key")
                    @Parameter(required = false, description = "1 to 128 printable characters of your choice")
                    Optional<String> idempotencyKey,
            @Body Wishes.NewExtension body) {
        Workspace workspace = access.ownedOr(id, caller, Role.OPERATOR);
        Extension extension = new Extension(
                caller.user(),
                Accepts.duration("longer", Accepts.present("longer", body.longer())),
                reason(body.reason()));
        Optional<String> once = once(caller, idempotencyKey);
        return updated(workspace, () -> lives.extend(workspace.id(), extension, once));
    }

    @Post(value = "/{id}/freeze", consumes = "*/*")
    @Refusals
    @Operation(
            summary = "Freeze a workspace",
            description = "For the requester and operators. Its programs stand still; its lease goes on.")
    WorkspaceView freeze(
            @Parameter(hidden = true) Caller caller,
            String id,
            @Header("Idempotency-Key")
                    @Parameter(required = false, description = "1 to 128 printable characters of your choice")
                    Optional<String> idempotencyKey) {
        Workspace workspace = access.ownedOr(id, caller, Role.OPERATOR);
        Optional<String> once = once(caller, idempotencyKey);
        return updated(workspace, () -> lives.freeze(workspace.id(), caller.user(), once));
    }

    @Post(value = "/{id}/thaw", consumes = "*/*")
    @Refusals
    @Operation(summary = "Thaw a workspace", description = "For the requester and operators. Its programs go on.")
    WorkspaceView thaw(
            @Parameter(hidden = true) Caller caller,
            String id,
            @Header("Idempotency-Key")
                    @Parameter(required = false, description = "1 to 128 printable characters of your choice")
                    Optional<String> idempotencyKey) {
        Workspace workspace = access.ownedOr(id, caller, Role.OPERATOR);
        Optional<String> once = once(caller, idempotencyKey);
        return updated(workspace, () -> lives.thaw(workspace.id(), caller.user(), once));
    }

    @Post(value = "/{id}/touch", consumes = "*/*")
    @Refusals
    @Operation(
            summary = "Say that a workspace is still used",
            description =
                    "For the requester, while it is in use: its time without use starts anew. It is passed on once a "
                            + "minute at most, because no more is needed.")
    @ApiResponse(responseCode = "200", description = "It is noted")
    WorkspaceView touch(@Parameter(hidden = true) Caller caller, String id) {
        Workspace workspace = access.owned(id, caller);
        calls.used(workspace);
        return showing.whole(workspace);
    }

    @Post("/{id}/end")
    @Status(HttpStatus.ACCEPTED)
    @Refusals
    @Operation(
            summary = "End a workspace",
            description =
                    "For the requester, approvers and operators, in every phase. The first ending counts; it is not "
                            + "lost while Temporal is down. On a closed workspace it has no effect.")
    @ApiResponse(responseCode = "202", description = "It ends; follow it until it is CLOSED")
    WorkspaceView end(@Parameter(hidden = true) Caller caller, String id, @Body Optional<Wishes.NewEnd> body) {
        Workspace workspace = access.ownedOr(id, caller, Role.APPROVER, Role.OPERATOR);
        Ending ending = Ending.asked(
                caller.user(),
                workspace.request().requester(),
                body.map(why -> reason(why.reason())).orElse(""),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        starter.endSoon(workspace, ending);
        // The projection trails, and the caller is shown what they did; another ending may still have come first.
        return showing.ending(workspace, ending);
    }

    private static String reason(Optional<String> sent) {
        String reason = sent.map(text -> Accepts.text("reason", text)).orElse("");
        Check.text("reason", reason, Decision.MAX_REASON);
        return reason;
    }

    /** Two callers' keys are two keys. */
    private static Optional<String> once(Caller caller, Optional<String> key) {
        return Accepts.idempotencyKey(key).map(sent -> Json.sha256(caller.user() + "/" + sent));
    }

    private WorkspaceView updated(Workspace known, Supplier<Workspace> update) {
        try {
            return showing.whole(update.get());
        } catch (MayflyException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            // It has no running workflow: it is closed, or about to be, or not started yet.
            Phase phase = workspaces.find(known.id()).map(Workspace::phase).orElse(known.phase());
            throw phase == Phase.AWAITING_APPROVAL
                    ? new MayflyException(ErrorCode.UNAVAILABLE, "It is accepted and has yet to be started", e)
                    : new MayflyException(ErrorCode.WRONG_PHASE, "It is %s".formatted(phase), e);
        }
    }

    private Workspace freshest(Workspace known) {
        if (known.phase() == Phase.CLOSED) {
            return known;
        }
        try {
            return lives.view(known.id());
        } catch (MayflyException e) {
            return known;
        }
    }

    /** A page. */
    @Schema(name = "WorkspacePage", description = "A page of workspaces, in the order that was asked")
    record WorkspaceList(
            @Schema(description = "The workspaces") List<WorkspaceView> items,

            @Schema(
                    description = "The cursor of the page that follows; left out at the end",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> next) {}

    /** Why it is alive. */
    @Schema(name = "Explanation", description = "Why it is alive, what will end it, and when")
    record ExplanationView(
            @Schema(description = "Why it is as it is now") String because,

            @Schema(description = "What happens by itself, soonest first")
            List<DeadlineView> deadlines) {

        static ExplanationView of(Explanation explanation) {
            return new ExplanationView(
                    explanation.because(),
                    explanation.deadlines().stream()
                            .map(deadline -> new DeadlineView(deadline.kind(), deadline.at(), deadline.sentence()))
                            .toList());
        }
    }

    /** What happens by itself. */
    @Schema(name = "Deadline", description = "What happens by itself, and when")
    record DeadlineView(
            @Schema(description = "What") Deadline.Kind kind,

            @Schema(description = "When, unless something changes before")
            Instant at,

            @Schema(description = "What a person is told") String sentence) {}
}
