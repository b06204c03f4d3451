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
        if (!wait) {
            String phase = Fields.text(answer.json(), "phase");
            WorkspaceView.changed(
                    session(),
                    answer,
                    phase.equals("CLOSED")
                            ? "%s was closed already; its receipt: mayfly receipt %1$s".formatted(workspace())
                            : "%s ends; follow it: mayfly events %1$s --follow".formatted(workspace()));
            return Exit.OK.status();
        }
        try (Afterwards _ = new Afterwards(() -> session()
                .terminal()
                .error(Line.of(
                        "Its end goes on without you; follow it: mayfly events %s --follow".formatted(workspace()))))) {
            answer = new Waiting(session().api(), session().terminal(), workspace())
                    .until(
                            "gone",
                            session().waitFor(),
                            now -> Fields.text(now, "phase").equals("CLOSED"));
        }
        WorkspaceView.changed(session(), answer, "%s is gone; its receipt: mayfly receipt %1$s".formatted(workspace()));
        return Exit.OK.status();
    }
}
