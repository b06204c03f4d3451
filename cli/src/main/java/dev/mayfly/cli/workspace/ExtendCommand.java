package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.session.Session;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly extend}: lets a workspace live longer. */
@Command(name = "extend", description = "Let a workspace live longer, within what its template allows.")
public final class ExtendCommand extends OneWorkspace {
    @Parameters(index = "1", paramLabel = "TIME", description = "how much longer, such as 30m")
    private Duration longer = Duration.ZERO;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why")
    private @Nullable String reason;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "with the same key it is extended once, however often it is asked")
    private @Nullable String key;

    /** Used by the command line. */
    public ExtendCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("longer", longer.toString());
        if (reason != null) {
            body.put("reason", reason);
        }
        String sent = key == null ? UUID.randomUUID().toString() : key;
        Answer answer;
        try {
            answer = act("extensions", body.toString(), Api.idempotent(sent));
        } catch (Failure e) {
            if (e.code().equals("connection-broken") || e.code().equals("timeout")) {
                throw e.advising("Whether it was extended is not known. This repeats it safely:"
                        + " mayfly extend %s %s --idempotency-key %s".formatted(workspace(), longer, sent));
            }
            throw e;
        }
        WorkspaceView.changed(
                session(),
                answer,
                "%s now ends at %s".formatted(workspace(), WorkspaceView.end(session(), answer.json())));
        return Exit.OK.status();
    }
}
