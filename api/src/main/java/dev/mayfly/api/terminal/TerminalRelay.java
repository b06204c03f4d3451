package dev.mayfly.api.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mayfly.api.file.Calls;
import dev.mayfly.api.relay.Arrived;
import dev.mayfly.api.relay.CloseCode;
import dev.mayfly.api.relay.FarEnd;
import dev.mayfly.api.relay.NearEnd;
import dev.mayfly.api.relay.Relay;
import dev.mayfly.api.relay.RelaySettings;
import dev.mayfly.api.relay.Sockets;
import dev.mayfly.api.relay.Ticket;
import dev.mayfly.api.relay.Wire;
import dev.mayfly.api.rfb.Inlet;
import dev.mayfly.api.rfb.Outlet;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.json.Json;
import dev.mayfly.store.audit.AuditLog;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One terminal and its shell. */
final class TerminalRelay extends Relay {
    private static final int INPUT = 0;
    private static final int SIZE = 1;
    private static final int LARGEST_FRAME = 32 * 1024;
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int LONGEST_TEXT = 256;
    private static final int LARGEST_SIDE = 1_000;

    /**
     * What a terminal says by itself when a program asks it something: who it is, where its cursor is, whether it has the
     * focus. A program could ask for ever; that is no use by a person.
     */
    private static final Pattern REPORT =
            Pattern.compile("(\\x1b\\[[?>=]?[0-9;]*(c|n|R|t|u|x|\\$y)|\\x1b\\[[IO]|\\x1b[P\\]_^].*)+", Pattern.DOTALL);

    private final Parts parts;
    private final Wire wire;
    private @Nullable Workspace workspace;
    private @Nullable Inlet ofShell;
    private @Nullable Outlet toShell;
    private @Nullable Outlet toClient;

    TerminalRelay(Wire wire, Ticket ticket, Parts parts) {
        super(wire, ticket, parts.sockets, parts.settings);
        this.wire = wire;
        this.parts = parts;
    }

    /** What each of them needs. */
    @Singleton
    static final class Parts {
        private final Sockets sockets;
        private final RelaySettings settings;
        private final Calls calls;
        private final AuditLog audit;

        Parts(Sockets sockets, RelaySettings settings, Calls calls, AuditLog audit) {
            this.sockets = sockets;
            this.settings = settings;
            this.calls = calls;
            this.audit = audit;
        }

        RelaySettings settings() {
            return settings;
        }
    }

    @Override
    protected void attached(Workspace used) {
        tell(EventType.TERMINAL_ATTACHED, "Opened a terminal");
        workspace = used;
    }

    @Override
    protected void detached() {
        if (workspace != null) {
            tell(EventType.TERMINAL_DETACHED, "Left a terminal");
        }
    }

    private void tell(EventType type, String message) {
        parts.audit.append(
                Optional.of(ticket().workspace()),
                new Event(
                        type,
                        Instant.now(),
                        ticket().caller().user().value(),
                        message,
                        Map.of("session", ticket().session())));
    }

    @Override
    protected void greet(Wire client, FarEnd workspaceEnd) throws IOException {
        Outlet shown = NearEnd.outlet(client);
        Outlet typed = workspaceEnd.outlet();
        Inlet said = workspaceEnd.inlet(shown);
        typed.write("{\"op\":\"terminal\",\"columns\":80,\"rows\":24}\n".getBytes(StandardCharsets.US_ASCII));
        typed.flush();
        String answer = said.line(LONGEST_ANSWER);
        if (!accepted(answer)) {
            end(CloseCode.FAULT, "No terminal could be opened in the workspace.");
            throw new EOFException("The shell was refused");
        }
        ofShell = said;
        toShell = typed;
        toClient = shown;
    }

    private static boolean accepted(String answer) {
        try {
            return Json.MAPPER.readTree(answer).path("ok").asBoolean(false);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    protected void listen() throws IOException {
        Outlet out = Objects.requireNonNull(toShell);
        Arrived message = wire.next();
        if (message.text()) {
            resize(message.bytes(), out);
            return;
        }
        ByteBuffer typed = ByteBuffer.wrap(message.bytes());
        while (typed.hasRemaining()) {
            int count = Math.min(typed.remaining(), LARGEST_FRAME);
            out.write(ByteBuffer.allocate(5).put((byte) INPUT).putInt(count).flip());
            out.write(typed.slice(typed.position(), count));
            typed.position(typed.position() + count);
        }
        out.flush();
        if (isByHand(message.bytes())) {
            parts.calls.noteInput(Objects.requireNonNull(workspace));
        }
    }

    /** Whether a person has typed it, rather than the terminal itself. */
    static boolean isByHand(byte[] typed) {
        return typed.length > LONGEST_TEXT
                || (typed.length > 0
                        && !REPORT.matcher(new String(typed, StandardCharsets.ISO_8859_1))
                                .matches());
    }

    private void resize(byte[] text, Outlet out) throws IOException {
        try {
            if (text.length <= LONGEST_TEXT) {
                Resize wish = Json.MAPPER.readValue(text, Resize.class);
                // A bare null is read as none at all.
                if (wish != null && wish.type().equals("resize") && fits(wish.cols()) && fits(wish.rows())) {
                    out.write(ByteBuffer.allocate(9)
                            .put((byte) SIZE)
                            .putInt(4)
                            .putShort((short) wish.cols())
                            .putShort((short) wish.rows())
                            .flip());
                    out.flush();
                    return;
                }
            }
        } catch (JsonProcessingException e) {
            end(CloseCode.UNSUPPORTED, "Text tells the size: type resize, cols and rows.");
            return;
        }
        end(CloseCode.UNSUPPORTED, "Text tells the size: type resize, cols and rows, each from 1 to 1000.");
    }

    private static boolean fits(int side) {
        return side >= 1 && side <= LARGEST_SIDE;
    }

    @Override
    protected void show() throws IOException {
        Objects.requireNonNull(ofShell).passOn(Objects.requireNonNull(toClient));
    }

    @Override
    protected void farEnded() {
        end(CloseCode.DONE, "The shell has ended.");
    }

    /** A wish for another size. */
    record Resize(String type, int cols, int rows) {
        Resize {
            type = type == null ? "" : type;
        }
    }
}
