package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly exec}: runs a program inside a workspace. */
@Command(
        name = "exec",
        description = "Run a program inside a workspace and end with its exit code; write -- before the program.",
        footer = {
            "",
            "On a terminal the output is made printable; --raw or a pipe gives it as it is.",
            "Where Mayfly itself fails, the exit codes of mayfly --help hold."
        })
public final class ExecCommand extends OneWorkspace {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration OVERHEAD = Duration.ofSeconds(15);

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "the program and its arguments")
    private List<String> command = new ArrayList<>();

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "how long it may run, at most 300s; default: ${DEFAULT-VALUE}")
    private Duration within = USUAL;

    @Option(
            names = "--input",
            paramLabel = "TEXT",
            defaultValue = Option.NULL_VALUE,
            description = "its standard input")
    private @Nullable String input;

    @Option(names = "--raw", description = "print the output as it is, even on a terminal")
    private boolean raw;

    /** Used by the command line. */
    public ExecCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (within.compareTo(LONGEST) > 0 || within.toSeconds() < 1) {
            throw Failure.usage("--within: expected 1s to 300s, got %s".formatted(within), "Give a shorter time.");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        command.forEach(body.putArray("command")::add);
        if (input != null) {
            body.put("input", input);
        }
        body.put("timeoutSeconds", within.toSeconds());
        Answer answer = session()
                .api()
                .post(
                        Api.path("v1", "workspaces", workspace().value(), "exec"),
                        body.toString(),
                        Map.of(),
                        within.plus(OVERHEAD));
        JsonNode result = answer.json();
        Terminal terminal = session().terminal();
        if (session().json()) {
            terminal.json(answer.text());
        } else {
            print(terminal, Fields.text(result, "output"));
            Fields.text(result, "errors").lines().forEach(line -> terminal.error(Line.of(line)));
        }
        if (result.path("truncated").asBoolean()) {
            terminal.note("The output was longer and was cut.");
        }
        if (result.path("timedOut").asBoolean()) {
            throw new Failure(
                    Exit.TIMEOUT,
                    "timeout",
                    "The program was stopped after %d s".formatted(within.toSeconds()),
                    "Allow more with --within, at most 300s.");
        }
        return result.path("exitCode").asInt(Exit.UNEXPECTED.status());
    }

    private void print(Terminal terminal, String output) {
        if (raw || !terminal.outIsTerminal()) {
            terminal.raw(output.getBytes(StandardCharsets.UTF_8));
        } else {
            terminal.block(output);
        }
    }
}
