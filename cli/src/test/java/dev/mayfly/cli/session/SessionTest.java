package dev.mayfly.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SessionTest {
    @TempDir
    private Path home = Path.of("");

    private Session session(Map<String, String> environment, String... options) {
        Globals globals = new Globals();
        new CommandLine(globals).parseArgs(options);
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Map<String, String> all = new HashMap<>(Map.of("HOME", home.toString()));
        all.putAll(environment);
        return new Session(
                globals,
                new Terminal(nowhere, nowhere, false, false, false, false, () -> 80),
                all,
                List.of(options),
                Clock.systemUTC());
    }

    private void secret() throws IOException {
        Path data = Files.createDirectories(home.resolve(".local/share/mayfly"));
        Files.writeString(data.resolve("demo-secret"), "s3cret");
    }

    @Test
    void findsItsPlacesAsTheEnvironmentSays() {
        assertThat(session(Map.of()).dataDirectory()).isEqualTo(home.resolve(".local/share/mayfly"));
        assertThat(session(Map.of("XDG_DATA_HOME", "/x")).dataDirectory()).isEqualTo(Path.of("/x/mayfly"));
        assertThat(session(Map.of("XDG_DATA_HOME", "/x", "MAYFLY_DATA_DIR", "/y"))
                        .dataDirectory())
                .isEqualTo(Path.of("/y"));
        assertThat(session(Map.of("MAYFLY_DATA_DIR", "/y"), "--data-dir", "/z").dataDirectory())
                .isEqualTo(Path.of("/z"));
        assertThat(session(Map.of()).url()).hasToString("http://127.0.0.1:8080");
        assertThat(session(Map.of("MAYFLY_URL", "https://m.example/")).url()).hasToString("https://m.example");
        assertThat(session(Map.of("MAYFLY_URL", "https://m.example"), "--url", "http://127.0.0.1:9")
                        .url())
                .hasToString("http://127.0.0.1:9");
    }

    @Test
    void theDemoSecretNeverLeavesThisMachine() throws IOException {
        secret();
        assertThatThrownBy(() -> session(Map.of("MAYFLY_URL", "https://m.example"), "--as", "alice")
                        .api())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("demo server on this machine");
        assertThatThrownBy(() -> session(Map.of("MAYFLY_URL", "http://127.0.0.1.example"), "--as", "alice")
                        .api())
                .isInstanceOf(Failure.class);
        assertThatThrownBy(() -> session(Map.of("MAYFLY_URL", "http://127.0.0.1:1@m.example"), "--as", "alice")
                        .api())
                .isInstanceOf(Failure.class);
    }

    @Test
    void aTokenThatCouldSmuggleAHeaderIsRefused() {
        assertThatThrownBy(
                        () -> session(Map.of("MAYFLY_TOKEN", "a\r\nX-Evil: 1")).api())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("printable");
        assertThatThrownBy(() -> session(Map.of(), "--as", "Bob.x").api()).isInstanceOf(Failure.class);
    }

    @Test
    void aDecisionIsNeverMadeByADefaultUser() throws IOException {
        secret();
        assertThatThrownBy(() -> session(Map.of()).demandDecider("approve", "ws-0123456789ab"))
                .isInstanceOf(Failure.class);
        session(Map.of(), "--as", "bob").demandDecider("approve", "ws-0123456789ab");
        session(Map.of("MAYFLY_USER", "bob")).demandDecider("approve", "ws-0123456789ab");
        session(Map.of("MAYFLY_TOKEN", "t")).demandDecider("approve", "ws-0123456789ab");
    }
}
