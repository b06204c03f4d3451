package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.follow.Waiting;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.approval.Verdict;
import java.util.Map;

/** A verb that decides about a request. */
abstract class Deciding extends OneWorkspace {
    Deciding(Session session) {
        super(session);
    }

    final int decide(String verb, Verdict verdict, String reason) {
        session().demandDecider(verb, workspace().value());
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("verdict", verdict.name());
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        Answer answer = act("decisions", body.toString(), Map.of());
        WorkspaceView.changed(session(), answer, "%s %s".formatted(workspace(), cameTo(verdict, answer.json())));
        return Exit.OK.status();
    }

    private static String cameTo(Verdict verdict, JsonNode now) {
        return switch (verdict) {
            case DENIED -> "is denied";
            case APPROVED ->
                Waiting.enoughApprovals(now)
                        ? "is approved and is being made"
                        : "has your approval; it " + Waiting.waitsFor(now);
        };
    }
}
