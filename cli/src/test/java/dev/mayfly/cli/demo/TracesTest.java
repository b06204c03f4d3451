package dev.mayfly.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
    private final WorkspaceId workspace = WorkspaceId.random(new SecureRandom());

    @TempDir
    private Path data = Path.of("");

    @Test
    void findsAMarkedProcessAsLongAsItLives() throws Exception {
        assertThat(Traces.of(workspace, data).isEmpty()).isTrue();
        Process process = new ProcessBuilder("/bin/sh", "-c", "sleep 60; true", "i1/" + workspace + "/machine").start();
        try {
            Traces seen = Traces.of(workspace, data);
            assertThat(seen.processes()).contains(process.pid());
            assertThat(seen.inWords()).contains("process " + process.pid());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Traces.of(workspace, data).isEmpty()).isTrue();
    }

    @Test
    void findsWhatIsLeftInARunDirectoryButNotWhatIsMeantToStay() throws IOException {
        Files.createDirectories(data.resolve("drivers/sandbox/journal/" + workspace + "-machine"));
        assertThat(Traces.of(workspace, data).isEmpty()).isTrue();
        Files.createDirectories(data.resolve("drivers/sandbox/run/" + workspace + "-machine"));
        Traces seen = Traces.of(workspace, data);
        assertThat(seen.count()).isEqualTo(1);
        assertThat(seen.others().getFirst()).contains("run directory", workspace.value());
    }
}
