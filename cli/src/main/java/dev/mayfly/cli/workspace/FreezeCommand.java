package dev.mayfly.cli.workspace;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.session.Session;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code mayfly freeze}. Stop all programs of a workspace; its lease goes on. */
@Command(name = "freeze", description = "Stop all programs of a workspace; its lease goes on.")
public final class FreezeCommand extends OneWorkspace {
    /** Used by the command line. */
    public FreezeCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        WorkspaceView.changed(
                session(),
                act("freeze", "", Map.of()),
                workspace() + " is frozen; its programs are stopped, and its lease goes on");
        return Exit.OK.status();
    }
}
