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

/** {@code mayfly deny}. Say no to a request; one no is enough, and the requester is told why. */
@Command(name = "deny", description = "Say no to a request; one no is enough, and the requester is told why.")
public final class DenyCommand extends OneWorkspace {
    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why")
    private String reason = "";

    /** Used by the command line. */
    public DenyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        session().demandDecider("deny", workspace().value());
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("verdict", "DENIED");
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        Answer answer = act("decisions", body.toString(), Map.of());
        JsonNode now = answer.json();
        String next = "%s %s"
                .formatted(Fields.text(now, "phase"), Waiting.waitsFor(now))
                .stripTrailing();
        WorkspaceView.changed(session(), answer, "%s is denied; now: %s".formatted(workspace(), next));
        return Exit.OK.status();
    }
}
