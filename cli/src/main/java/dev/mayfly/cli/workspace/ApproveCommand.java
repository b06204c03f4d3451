package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.follow.Waiting;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mayfly approve}. Say yes to a request that is not your own. */
@Command(name = "approve", description = "Say yes to a request that is not your own.")
public final class ApproveCommand extends OneWorkspace {
    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why")
    private String reason = "";

    /** Used by the command line. */
    public ApproveCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        session().demandDecider("approve", workspace().value());
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("verdict", "APPROVED");
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        Answer answer = act("decisions", body.toString(), Map.of());
        JsonNode now = answer.json();
        String next = "%s %s"
                .formatted(Fields.text(now, "phase"), Waiting.waitsFor(now))
                .stripTrailing();
        WorkspaceView.changed(session(), answer, "%s has your approval; now: %s".formatted(workspace(), next));
        return Exit.OK.status();
    }
}
