package dev.mayfly.cli.installation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code mayfly me}: who the caller is. */
@Command(name = "me", description = "Who you are to the server, and what you may do.")
public final class MeCommand implements Callable<Integer> {
    private final Session session;

    /** Used by the command line. */
    public MeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Answer answer = session.api().get(Api.path("v1", "me"));
        if (session.json()) {
            session.terminal().json(answer.text());
            return Exit.OK.status();
        }
        JsonNode me = answer.json();
        String roles = Fields.items(me, "roles").stream().map(JsonNode::asText).collect(Collectors.joining(", "));
        session.terminal()
                .out("%s (%s) at %s"
                        .formatted(
                                Fields.text(me, "user"),
                                roles.isEmpty() ? "no roles" : roles,
                                session.api().base()));
        return Exit.OK.status();
    }
}
