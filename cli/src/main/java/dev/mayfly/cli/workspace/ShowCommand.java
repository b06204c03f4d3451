package dev.mayfly.cli.workspace;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.session.Session;
import picocli.CommandLine.Command;

/** {@code mayfly show}: all that is known of a workspace. */
@Command(name = "show", description = "All that is known of a workspace.")
public final class ShowCommand extends OneWorkspace {
    /** Used by the command line. */
    public ShowCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Answer answer = look();
        if (session().json()) {
            session().terminal().json(answer.text());
        } else {
            WorkspaceView.whole(session(), answer.json());
        }
        return Exit.OK.status();
    }
}
