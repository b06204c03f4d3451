package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.follow.Waiting;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Afterwards;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mayfly end}: ends a workspace, whatever its phase. */
@Command(name = "end", description = "End a workspace, whatever its phase; with --wait until everything is gone.")
public final class EndCommand extends OneWorkspace {
    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why")
    private String reason = "";

    @Option(names = "--wait", description = "wait until everything that was made for it is gone")
    private boolean wait;

    /** Used by the command line. */
    public EndCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        Answer answer = act("end", body.toString(), Map.of());
        String receipt = "its receipt: %s receipt %s".formatted(session().mayfly(), workspace());
        String follow = "follow it: %s events %s --follow".formatted(session().mayfly(), workspace());
        if (Fields.text(answer.json(), "phase").equals("CLOSED")) {
            WorkspaceView.changed(session(), answer, "%s was closed already; %s".formatted(workspace(), receipt));
            return Exit.OK.status();
        }
        if (!wait) {
            WorkspaceView.changed(session(), answer, "%s ends; %s".formatted(workspace(), follow));
            return Exit.OK.status();
        }
        try (Afterwards _ =
                new Afterwards(() -> session().terminal().error(Line.of("Its end goes on without you; " + follow)))) {
            answer = new Waiting(session().api(), session().terminal(), workspace())
                    .until(
                            "gone",
                            session().waitFor(),
                            now -> Fields.text(now, "phase").equals("CLOSED"));
        }
        WorkspaceView.changed(session(), answer, "%s is gone; %s".formatted(workspace(), receipt));
        return Exit.OK.status();
    }
}
