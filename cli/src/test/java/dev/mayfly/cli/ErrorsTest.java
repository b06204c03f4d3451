package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.FakeServer.Reply;
import dev.mayfly.domain.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorsTest {
    private static final String ROUTE = "GET /v1/workspaces/" + Shapes.ID;

    @TempDir
    private Path home = Path.of("");

    @ParameterizedTest
    @EnumSource
    void everyErrorCodeHasAnExitAnExplanationAndAdvice(ErrorCode code) throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.problem(code.httpStatus(), code.name(), "it went wrong"));
            Cli.Result result = new Cli(server.url(), home).run("show", Shapes.ID);
            assertThat(result.exit()).isIn(1, 2, 3, 4, 5, 6);
            assertThat(result.exit() == 2 || result.exit() == 1)
                    .as("a failure of theirs")
                    .isEqualTo(theirs(code));
            assertThat(result.err().lines().toList())
                    .hasSize(2)
                    .first()
                    .isEqualTo("%s: it went wrong"
                            .formatted(code.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            assertThat(result.err()).contains("  -> ");
        }
    }

    private static boolean theirs(ErrorCode code) {
        return switch (code.turn()) {
            case REQUESTER -> code == ErrorCode.RATE_LIMITED;
            case OPERATOR, MAYFLY -> true;
            case PROVIDER -> code != ErrorCode.LOST;
        };
    }

    @ParameterizedTest
    @CsvSource({"401, 4", "403, 4", "404, 3", "409, 5", "418, 1", "422, 6", "500, 2", "502, 2", "503, 2", "302, 2"})
    void anAnswerThatIsNotMayflysIsMappedByItsStatus(int status, int exit) throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, new Reply(status, Map.of("Location", "http://127.0.0.1:1/"), "<html>\033[2J", -1));
            Cli.Result result = new Cli(server.url(), home).run("show", Shapes.ID);
            assertThat(result.exit()).isEqualTo(exit);
            assertThat(result.err()).contains("status " + status).doesNotContain("html");
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void withJsonTheProblemIsPrintedAsItCame() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.problem(404, "NOT_FOUND", "nothing here"));
            Cli.Result result = new Cli(server.url(), home).run("--json", "show", Shapes.ID);
            assertThat(result.err().strip()).startsWith("{\"type\"").contains("\"code\":\"NOT_FOUND\"");
        }
    }

    @Test
    void adviceNamesTheWorkspaceAndAFieldIsNotSaidTwice() throws IOException {
        try (FakeServer server = new FakeServer()) {
            String fields =
                    "\"detail\":\"longer: too much\",\"fields\":[{\"field\":\"longer\",\"message\":\"too much\"},"
                            + "{\"field\":\"reason\",\"message\":\"missing\"}]}";
            server.on(ROUTE, Reply.json(409, "{\"code\":\"WRONG_PHASE\"," + fields));
            assertThat(new Cli(server.url(), home).run("show", Shapes.ID).err().lines())
                    .containsExactly(
                            "wrong-phase: longer: too much",
                            "  reason: missing",
                            "  -> mayfly explain %s says what it is doing and what comes next.".formatted(Shapes.ID));
        }
    }

    @Test
    void saysHowLongToWaitWhenTheServerDoes() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.problem(503, "UNAVAILABLE", "busy").with("Retry-After", "17"));
            assertThat(new Cli(server.url(), home).run("show", Shapes.ID).err()).contains("17 s");
        }
    }

    @Test
    void hostileWordsOfTheServerCannotReachTheTerminal() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.problem(409, "WRONG_PHASE", "\\u001b]0;owned\\u0007\\u202e\\n-> run this"));
            String err = new Cli(server.url(), home).run("show", Shapes.ID).err();
            assertThat(err).contains("\\e]0;owned\\x07\\u{202e}\\n").doesNotContain("\033", "\007", "\u202e");
            assertThat(err.lines()).hasSize(2);
        }
    }

    @Test
    void anAnswerThatIsNoJsonSaysToCheckTheAddress() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.json(200, "<html>hello</html>"));
            Cli.Result result = new Cli(server.url(), home).run("show", Shapes.ID);
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("unexpected-answer", "--url");
        }
    }

    @Test
    void anUnreachableServerEndsWith69() {
        Cli.Result result = new Cli("http://127.0.0.1:1", home).run("me");
        assertThat(result.exit()).isEqualTo(69);
        assertThat(result.err()).contains("unreachable: Nothing answers at http://127.0.0.1:1", "./mayfly up");
    }

    @Test
    void aReadIsRepeatedOnceWhenItsConnectionIsReset() throws IOException {
        try (Resetting server = new Resetting(1)) {
            Cli.Result result = new Cli(server.url(), home).run("me");
            assertThat(result.err()).isEmpty();
            assertThat(result.exit()).isZero();
            assertThat(server.connections()).isEqualTo(2);
        }
        try (Resetting server = new Resetting(5)) {
            Cli.Result result = new Cli(server.url(), home).run("me");
            assertThat(result.exit()).isEqualTo(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void anActIsNeverRepeatedAndSaysThatItMayHaveBeenDone() throws IOException {
        try (Resetting server = new Resetting(5)) {
            Cli.Result result = new Cli(server.url(), home).run("end", Shapes.ID);
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("connection-broken", "may have been done or not");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRequestWhoseConnectionBreaksSaysHowToRepeatItSafely() throws IOException {
        try (Resetting server = new Resetting(5)) {
            Cli.Result result = new Cli(server.url(), home)
                    .run("request", "docs-editor", "--reason", "it's urgent; rm -rf", "--no-wait");
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err())
                    .contains(
                            "mayfly request docs-editor --reason 'it'\\''s urgent; rm -rf' --no-wait --idempotency-key ")
                    .containsPattern("--idempotency-key [0-9a-f-]{36}");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatNeverAnswersEndsWith124() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Cli.Result result = new Cli("http://127.0.0.1:" + silent.getLocalPort(), home).run("me", "--timeout", "1s");
            assertThat(result.exit()).isEqualTo(124);
            assertThat(result.err()).contains("timeout: GET /v1/me got no answer within 1000 ms");
        }
    }

    /** Resets the first connections once it has read their requests, and answers those that follow. */
    private static final class Resetting implements AutoCloseable {
        private static final String ANSWER = "{\"user\":\"alice\",\"roles\":[\"REQUESTER\"]}";

        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();

        private Resetting(int resets) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (Socket connection = socket.accept()) {
                        InputStream in = connection.getInputStream();
                        int read = in.read(new byte[8192]);
                        assertThat(read).isPositive();
                        if (connections.incrementAndGet() <= resets) {
                            connection.setSoLinger(true, 0);
                            continue;
                        }
                        connection
                                .getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                                        .formatted(ANSWER.length(), ANSWER)
                                        .getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        assertThat(e)
                                .as("the test is over, or the client hung up")
                                .isNotNull();
                    }
                }
            });
        }

        private String url() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        private int connections() {
            return connections.get();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
