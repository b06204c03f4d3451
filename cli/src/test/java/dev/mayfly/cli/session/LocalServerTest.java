package dev.mayfly.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {
    @TempDir
    private Path data = Path.of("");

    private LocalServer written(long pid, Instant startedAt) throws IOException {
        Files.createDirectories(data.resolve("run"));
        Files.writeString(
                data.resolve("run/server.json"),
                "{\"pid\":%d,\"startedAt\":\"%s\",\"url\":\"http://127.0.0.1:8080/\",\"more\":1}"
                        .formatted(pid, startedAt));
        return LocalServer.find(data).orElseThrow();
    }

    private Process process(String... words) throws IOException {
        String[] command = new String[words.length + 4];
        command[0] = "/bin/sh";
        command[1] = "-c";
        command[2] = "sleep 60; true";
        command[3] = "sh";
        System.arraycopy(words, 0, command, 4, words.length);
        return new ProcessBuilder(command).start();
    }

    @Test
    void aServerThatWasStartedAsWrittenDownIsOurs() throws Exception {
        Process process = process("mayfly.jar", "up", "--data-dir", data.toString());
        try {
            LocalServer server = written(process.pid(), Instant.now());
            assertThat(server.whyNotOurs()).isEmpty();
            assertThat(server.url()).hasToString("http://127.0.0.1:8080");
        } finally {
            end(process);
        }
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotOurs() throws Exception {
        Process other = process("mayfly.jar", "up", "--data-dir", "/somewhere/else");
        Process program = process("vi", data.toString());
        try {
            assertThat(written(other.pid(), Instant.now()).whyNotOurs().orElseThrow())
                    .contains("another data directory");
            assertThat(written(program.pid(), Instant.now()).whyNotOurs().orElseThrow())
                    .contains("not a server");
            assertThat(written(other.pid(), Instant.now().minusSeconds(3_600))
                            .whyNotOurs()
                            .orElseThrow())
                    .contains("began at");
            assertThat(written(1, Instant.now()).runs()).isFalse();
        } finally {
            end(other);
            end(program);
        }
        assertThat(written(other.pid(), Instant.now()).whyNotOurs().orElseThrow())
                .contains("no process");
    }

    @Test
    void aFileThatIsHalfWrittenIsNoServer() throws IOException {
        assertThat(LocalServer.find(data)).isEmpty();
        Files.createDirectories(data.resolve("run"));
        for (String text :
                new String[] {"", "{\"pid\":1", "{}", "[]", "{\"pid\":1,\"startedAt\":\"x\",\"url\":\"y\"}"}) {
            Files.writeString(data.resolve("run/server.json"), text);
            assertThat(LocalServer.find(data)).as(text).isEmpty();
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
