package dev.mayfly.cli;

import com.sun.net.httpserver.HttpServer;
import dev.mayfly.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * Runs the usual verbs once against a server of its own that answers with next to nothing. The start-up cache is trained
 * by it, and holds then what a real call needs: halves the time that a verb takes.
 */
final class Rehearsal {
    private static final byte[] ANSWER = """
            {"user":"alice","roles":["REQUESTER"],"id":"ws-0123456789ab","phase":"IN_USE","template":"docs-editor",
            "requester":"alice","reason":"rehearsal","requestedAt":"2026-01-01T00:00:00Z",
            "lease":{"endsAt":"2026-01-01T01:00:00Z"},"items":[{"id":"ws-0123456789ab","phase":"IN_USE"}],
            "because":"It is rehearsed.","deadlines":[{"kind":"IDLE","at":"2026-01-01T00:30:00Z","sentence":"It ends."}]}
            """.getBytes(StandardCharsets.UTF_8);

    private Rehearsal() {}

    static int run() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, ANSWER.length);
                exchange.getResponseBody().write(ANSWER);
                exchange.close();
            });
            server.start();
            try {
                return play(Map.of(
                        "MAYFLY_URL", "http://127.0.0.1:" + server.getAddress().getPort()));
            } finally {
                server.stop(0);
            }
        } catch (IOException e) {
            return 1;
        }
    }

    /** The life of a workspace that needs an approval and gets none: all that a server does short of making something. */
    static void withServer(URI url, Path data) {
        Map<String, String> environment = Map.of("MAYFLY_URL", url.toString(), "MAYFLY_DATA_DIR", data.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int worst = said(environment, out, "request", "api-dev", "--reason", "rehearsal", "--no-wait", "--quiet");
        String workspace = out.toString(StandardCharsets.UTF_8).strip();
        for (String[] line : new String[][] {
            {"explain", workspace},
            {"end", workspace, "--wait", "--timeout", "30s"},
            {"list", "--all"},
            {"show", workspace}
        }) {
            worst = Math.max(worst, said(environment, OutputStream.nullOutputStream(), line));
        }
        if (worst > 0) {
            System.err.println("mayfly: The rehearsal was not played to its end; the server starts a little slower.");
        }
    }

    private static int play(Map<String, String> environment) {
        int worst = 0;
        for (String[] line : new String[][] {
            {"--version"},
            {"me"},
            {"list"},
            {"show", "ws-0123456789ab"},
            {"explain", "ws-0123456789ab"},
            {"request", "docs-editor", "--reason", "rehearsal"},
            {"end", "ws-0123456789ab"}
        }) {
            worst = Math.max(worst, said(environment, OutputStream.nullOutputStream(), line));
        }
        return worst;
    }

    private static int said(Map<String, String> environment, OutputStream out, String... line) {
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                false,
                false,
                false,
                false,
                () -> 80);
        int status = Mayfly.run(terminal, environment, Clock.systemUTC(), line);
        terminal.flush();
        return status;
    }
}
