package dev.mayfly.tests.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Workspaces that nothing drives any more are taken away long before their leases end. */
class SweepTest {
    @Test
    void aWorkspaceWhoseWorkflowIsTerminatedIsTakenAwayWithinAMinute() throws IOException, InterruptedException {
        try (Server server = Server.fresh()) {
            Life terminated = Life.inUse(server, "sandbox-compute", Life.LONG);
            Life other = Life.inUse(server, "sandbox-compute", Life.LONG);

            server.terminateWorkflow(terminated.id());

            terminated.demandClosed();
            other.awaitInUse();
            other.demandPresence();
            other.end();
            other.demandClosed();
        }
    }

    @Test
    void aWorkspaceIsTakenAwayWithinAMinuteAfterTemporalsWholeDatabaseIsLost() throws IOException {
        try (Server server = Server.fresh()) {
            Life life = Life.inUse(server, "sandbox-compute", Life.LONG);
            server.killEverything();
            try (Stream<Path> files = Files.list(server.data().resolve("temporal"))) {
                for (Path each : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(each);
                }
            }

            server.start();

            life.demandClosed();
        }
    }
}
