package dev.mayfly.cli.workspace;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.session.Session;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code mayfly thaw}. Let the programs of a frozen workspace go on. */
@Command(name = "thaw", description = "Let the programs of a frozen workspace go on.")
public final class ThawCommand extends OneWorkspace {
    /** Used by the command line. */
    public ThawCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        WorkspaceView.changed(session(), act("thaw", "", Map.of()), workspace() + " goes on");
        return Exit.OK.status();
    }
}
