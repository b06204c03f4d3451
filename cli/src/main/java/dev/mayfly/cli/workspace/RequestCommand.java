package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.files.Upload;
import dev.mayfly.cli.follow.Waiting;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Afterwards;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Terminal;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly request}: asks for a workspace, and waits until it can be used. */
@Command(
        name = "request",
        description = "Ask for a workspace and wait until it is ready; its id is printed alone on the standard output.")
public final class RequestCommand implements Callable<Integer> {
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,128}");

    private final Session session;

    @Parameters(paramLabel = "TEMPLATE", description = "what to make; mayfly templates lists them")
    private String template = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why it is needed")
    private @Nullable String reason;

    @Option(names = "--project", paramLabel = "NAME", description = "whose money and data it is")
    private @Nullable String project;

    @Option(names = "--ttl", paramLabel = "TIME", description = "how long it may live, such as 30m or PT30M")
    private @Nullable Duration ttl;

    @Option(names = "--idle", paramLabel = "TIME", description = "after how long without use it ends")
    private @Nullable Duration idle;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "a file to bring in once it is ready; may be given several times")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "wait until it is ready (the default), or with --no-wait only ask")
    private boolean wait = true;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "the same key and request give the same workspace, however often it is asked")
    private @Nullable String key;

    /** Used by the command line. */
    public RequestCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!wait && !files.isEmpty()) {
            throw Failure.usage(
                    "--file needs a workspace that is ready, and --no-wait does not wait for it",
                    "Leave --no-wait out, or bring the files in later: mayfly files put WORKSPACE FILE");
        }
        String sent = key == null ? UUID.randomUUID().toString() : key;
        if (!KEY.matcher(sent).matches()) {
            throw Failure.usage(
                    "--idempotency-key: expected 1 to 128 printable ASCII characters", "Choose another key.");
        }
        List<Upload> uploads = files.stream().map(Upload::of).toList();
        Answer answer = requested(sent);
        WorkspaceId workspace = new WorkspaceId(Fields.required(answer.json(), "id"));
        Terminal terminal = session.terminal();
        if (!wait) {
            print(answer, workspace);
            terminal.note("Requested; follow it: %s events %s --follow".formatted(session.mayfly(), workspace));
            return Exit.OK.status();
        }
        terminal.note(new Line()
                .add("Requested ")
                .add(Style.BOLD, workspace.value())
                .add(answer.status() == 200 ? " (the same as before, by its idempotency key)" : ""));
        try (Afterwards _ = new Afterwards(() -> terminal.error(Line.of(session.hint(Waiting.goesOn(workspace)))))) {
            answer = new Waiting(session.api(), terminal, workspace)
                    .until("ready", session.waitFor(), RequestCommand::readyOrOver);
            for (Upload upload : uploads) {
                upload.into(session, workspace);
                terminal.note("Brought in %s".formatted(upload.name()));
            }
        }
        print(answer, workspace);
        return outcome(answer.json(), workspace);
    }

    private void print(Answer answer, WorkspaceId workspace) {
        if (session.json()) {
            session.terminal().json(answer.text());
        } else {
            session.terminal().out(workspace.value());
        }
    }

    private static boolean readyOrOver(JsonNode workspace) {
        return switch (Fields.text(workspace, "phase")) {
            case "IN_USE", "CLOSED" -> true;
            default -> workspace.path("ending").isObject();
        };
    }

    private int outcome(JsonNode workspace, WorkspaceId id) {
        JsonNode ending = workspace.path("ending");
        if (!ending.isObject()) {
            session.terminal()
                    .note("Ready; its lease ends at %s. End it: %s end %s"
                            .formatted(WorkspaceView.end(session, workspace), session.mayfly(), id));
            return Exit.OK.status();
        }
        String outcome = Fields.text(ending, "outcome");
        throw new Failure(
                outcome.equals("FAILED") ? Exit.TROUBLE : Exit.OUT_OF_BOUNDS,
                outcome.toLowerCase(Locale.ROOT),
                "%s will not become ready: %s".formatted(id, Fields.text(ending, "reason")),
                "mayfly events %s tells the whole story.".formatted(id));
    }

    private Answer requested(String sent) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("template", template);
        if (reason != null) {
            body.put("reason", reason);
        }
        if (project != null) {
            body.put("project", project);
        }
        if (ttl != null) {
            body.put("ttl", ttl.toString());
        }
        if (idle != null) {
            body.put("idle", idle.toString());
        }
        try {
            return session.api().post("/v1/workspaces", body.toString(), Api.idempotent(sent));
        } catch (Failure e) {
            if (e.code().equals("connection-broken") || e.code().equals("timeout")) {
                throw e.advising("Whether it was accepted is not known. This repeats it safely: " + repeat(sent));
            }
            throw advice(e).map(e::advising).orElse(e);
        }
    }

    /** What was refused is named as it is typed here. */
    private Optional<String> advice(Failure e) {
        if (e.code().equals("not-found")) {
            return Optional.of("mayfly templates lists what may be asked for.");
        }
        if (e.about("reason")) {
            return Optional.of("Say why it is needed: --reason \"...\"");
        }
        return e.code().equals("out-of-bounds")
                ? Optional.of("mayfly templates %s says what may be asked for.".formatted(template))
                : Optional.empty();
    }

    private String repeat(String sent) {
        return session.again(key == null ? " --idempotency-key " + sent : "");
    }
}
