package dev.mayfly.api.session;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.identity.Role;
import dev.mayfly.api.json.Accepts;
import dev.mayfly.api.relay.Sockets;
import dev.mayfly.api.relay.Ticket;
import dev.mayfly.domain.Check;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing in with a browser, and out again. */
@Controller("/v1/session")
@Secured(SecurityRule.IS_ANONYMOUS)
@Tag(name = "Identity")
class SessionRoutes {
    private static final int MAX_CODE = 200;

    private final Sessions sessions;
    private final SessionCookie cookie;
    private final Optional<DemoSignIn> demo;
    private final Sockets sockets;

    SessionRoutes(Sessions sessions, SessionCookie cookie, Optional<DemoSignIn> demo, Sockets sockets) {
        this.sessions = sessions;
        this.cookie = cookie;
        this.demo = demo;
        this.sockets = sockets;
    }

    @Get
    @Refusals
    @Operation(
            summary = "Read the session",
            description = "For everybody: who is signed in, if anybody is, and which ways there are to sign in.")
    SessionView read(@Parameter(hidden = true) @Nullable Authentication signedIn) {
        return shown(Optional.ofNullable(signedIn));
    }

    @Post
    @Refusals
    @Operation(
            summary = "Sign in",
            description = "As one of the demo's users, by the demo's code, where the demo's sign-in is on. The answer "
                    + "sets a cookie that only this server's own pages can use; programs send a token instead.")
    @ApiResponse(responseCode = "200", description = "Signed in")
    HttpResponse<SessionView> signIn(HttpRequest<?> request, @Body NewSession body) {
        DemoSignIn way = demo.orElseThrow(
                () -> new MayflyException(ErrorCode.FORBIDDEN, "The demo's sign-in is not on at this server"));
        String user = Accepts.present("user", body.user());
        String code = Accepts.present("code", body.code());
        Check.that(code.length() <= MAX_CODE, "code", "at most %d characters".formatted(MAX_CODE), "a longer one");
        Caller caller = way.signIn(user, code)
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.UNAUTHENTICATED, "There is no such user, or the code is not the demo's code"));
        Sessions.Issued session = sessions.issue(caller, way.kind());
        return HttpResponse.ok(shown(sessions.read(session.token()))).cookie(cookie.of(request, session));
    }

    @Delete
    @Refusals
    @Operation(
            summary = "Sign out",
            description = "The browser forgets the session, and the desktops and terminals that it has "
                    + "open are closed. Without one, nothing happens.")
    @ApiResponse(responseCode = "200", description = "Nobody is signed in")
    HttpResponse<SessionView> signOut(
            HttpRequest<?> request, @Parameter(hidden = true) @Nullable Authentication signedIn) {
        if (signedIn != null) {
            Ticket.signIn(signedIn)
                    .ifPresent(session -> sockets.signedOut(Caller.of(signedIn).user(), session));
        }
        return HttpResponse.<SessionView>status(HttpStatus.OK)
                .body(shown(Optional.empty()))
                .cookie(cookie.none(request));
    }

    private SessionView shown(Optional<Authentication> signedIn) {
        Optional<Caller> caller = signedIn.map(Caller::of);
        return new SessionView(
                caller.map(known -> known.user().value()),
                caller.map(known -> known.roles().stream().sorted().toList()).orElse(List.of()),
                signedIn.flatMap(known ->
                                Optional.ofNullable(known.getAttributes().get(Sessions.ENDS_AT)))
                        .map(seconds -> Instant.ofEpochSecond(((Number) seconds).longValue())),
                demo.stream()
                        .map(way -> new WayView(
                                way.kind(),
                                way.users().stream()
                                        .map(user -> new UserView(
                                                user.user().value(),
                                                user.roles().stream().sorted().toList()))
                                        .toList()))
                        .toList());
    }

    /** Who wants to sign in. */
    @Schema(
            name = "NewSession",
            description = "Who wants to sign in",
            example = "{\"user\": \"alice\", \"code\": \"what the file demo-secret holds\"}")
    record NewSession(
            @Schema(description = "One of the demo's users") String user,

            @Schema(description = "What the file demo-secret in the data folder holds")
            String code) {}

    /** Who is signed in. */
    @Schema(name = "Session", description = "Who is signed in, and how one signs in")
    record SessionView(
            @Schema(
                    description = "The name; left out when nobody is signed in",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<String> user,

            @Schema(description = "What they may do") List<Role> roles,

            @Schema(
                    description = "When a browser's session ends; left out for tokens",
                    requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Optional<Instant> endsAt,

            @Schema(description = "The ways there are to sign in")
            List<WayView> ways) {}

    /** A way to sign in. */
    @Schema(name = "SignInWay", description = "A way to sign in")
    record WayView(
            @Schema(description = "What it is") SignInWay.Kind kind,
            @Schema(description = "Who can sign in by it") List<UserView> users) {}

    /** A user. */
    @Schema(name = "SignInUser", description = "Somebody who can sign in")
    record UserView(
            @Schema(description = "The name") String user,
            @Schema(description = "What they may do") List<Role> roles) {}
}
