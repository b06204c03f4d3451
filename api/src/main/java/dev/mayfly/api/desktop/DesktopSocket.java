package dev.mayfly.api.desktop;

import dev.mayfly.api.relay.Upgrade;
import dev.mayfly.api.relay.Wire;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Where viewers of a desktop connect, by ticket. */
@ServerWebSocket(value = "/v1/workspaces/{id}/desktop/socket", subprotocols = "mayfly.desktop")
@Secured(SecurityRule.IS_ANONYMOUS)
class DesktopSocket {
    /** The largest message, which is a text that is pasted. */
    private static final int LARGEST = 1024 * 1024 + 64;

    private final DesktopRelay.Parts parts;

    DesktopSocket(DesktopRelay.Parts parts) {
        this.parts = parts;
    }

    @OnOpen
    void open(WebSocketSession session, HttpRequest<?> request) {
        Upgrade.admitted(session, request)
                .ifPresent(ticket ->
                        new DesktopRelay(Wire.of(request, parts.settings().patience()), ticket, parts).start());
    }

    /** Never comes here: the wire takes it. The framework demands a method. */
    @OnMessage(maxPayloadLength = LARGEST)
    void message(WebSocketSession session, WebSocketFrame frame) {
        frame.release();
        session.close();
    }
}
