package dev.mayfly.api.relay;

import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.request.Origins;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets a WebSocket be opened by a page of ours that holds a ticket for it, and by nothing else: neither a cookie nor a
 * token counts here, except that a browser in which somebody else is signed in cannot use it. The ticket comes as a
 * subprotocol, so it stands in no address and no log.
 */
@ServerFilter(patterns = {"/v1/workspaces/*/desktop/socket", "/v1/workspaces/*/terminal/socket"})
@Order(Upgrade.AFTER_PACE)
public final class Upgrade {
    /** Whoever guesses is held to a pace before. */
    static final int AFTER_PACE = 39_300;

    private static final String ATTRIBUTE = "mayfly.ticket";
    private static final String PREFIX = "ticket.";
    private static final int MOST_PROTOCOLS = 4;
    private static final Pattern PATH = Pattern.compile("/v1/workspaces/([^/]+)/(desktop|terminal)/socket");

    private final Tickets tickets;
    private final Origins origins;

    Upgrade(Tickets tickets, Origins origins) {
        this.tickets = tickets;
        this.origins = origins;
    }

    /** What was let in. Whatever has come around the filter has no ticket, and is closed. */
    public static Optional<Ticket> admitted(WebSocketSession session, HttpRequest<?> request) {
        Optional<Ticket> ticket = request.getAttribute(ATTRIBUTE, Ticket.class);
        if (ticket.isEmpty()) {
            session.close(new CloseReason(CloseCode.BAD_TICKET.number(), "A ticket is needed."));
        }
        return ticket;
    }

    @RequestFilter
    void admit(HttpRequest<?> request) {
        if (!origins.ours(request.getHeaders().getAll(HttpHeaders.ORIGIN))) {
            throw new MayflyException(ErrorCode.FORBIDDEN, "Origin: this is for pages of this server only");
        }
        Matcher path = PATH.matcher(request.getPath());
        List<String> offered = request.getHeaders().getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(line -> Arrays.stream(line.split(",", MOST_PROTOCOLS)))
                .map(String::strip)
                .toList();
        Ticket ticket = offered.stream()
                .filter(protocol -> protocol.startsWith(PREFIX))
                .findFirst()
                .flatMap(protocol -> tickets.redeem(protocol.substring(PREFIX.length())))
                .filter(redeemed -> path.matches()
                        && redeemed.workspace().value().equals(path.group(1))
                        && redeemed.kind().path().equals(path.group(2))
                        && offered.contains(redeemed.kind().protocol()))
                .filter(redeemed -> request.getUserPrincipal(Authentication.class)
                        .map(signedIn -> Caller.of(signedIn).user())
                        .map(redeemed.caller().user()::equals)
                        .orElse(true))
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.FORBIDDEN, "The ticket is unknown, used, too old, or for something else"));
        request.setAttribute(ATTRIBUTE, ticket);
    }
}
