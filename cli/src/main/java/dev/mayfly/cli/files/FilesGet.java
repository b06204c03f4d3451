package dev.mayfly.cli.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly files get}. */
@Command(name = "get", description = "Take files out of the outbox of a workspace.")
final class FilesGet implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "WORKSPACE", description = "its id, such as ws-0123456789ab")
    private WorkspaceId workspace = new WorkspaceId("ws-000000000000");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME", description = "what to take out")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "everything that is in the outbox")
    private boolean all;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where to put a single one; - is the standard output")
    private @Nullable Path output;

    @Option(names = "--into", paramLabel = "DIR", description = "the folder to put them into; default: this one")
    private Path into = Path.of("");

    @Option(names = "--force", description = "replace what is there already")
    private boolean force;

    FilesGet(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (all == !names.isEmpty()) {
            throw Failure.usage("files get needs either names or --all", "mayfly files list WORKSPACE names them.");
        }
        if (output != null && (all || names.size() != 1)) {
            throw Failure.usage("-o goes with a single file", "Give one name, or a folder with --into.");
        }
        List<String> wanted = all ? listed() : names;
        wanted.forEach(FilesGet::check);
        for (String name : wanted) {
            get(name);
        }
        return Exit.OK.status();
    }

    private List<String> listed() {
        JsonNode outbox = session.api()
                .get(Api.path("v1", "workspaces", workspace.value(), "outbox"))
                .json();
        return Fields.items(outbox, "items").stream()
                .map(file -> Fields.text(file, "name"))
                .toList();
    }

    /** A program inside may have chosen the name. */
    private static void check(String name) {
        PlainName.fault(name).ifPresent(fault -> {
            throw new Failure(
                    Exit.OUT_OF_BOUNDS,
                    "unsafe-name",
                    "The name \"%s\" %s".formatted(name, fault),
                    "Nothing was taken out. Rename it inside with mayfly exec, or take the others out by name.");
        });
    }

    private void get(String name) {
        String path = Api.path("v1", "workspaces", workspace.value(), "outbox", name);
        if (output != null && output.toString().equals("-")) {
            Download.through(session.api(), path, Path.of(System.getProperty("java.io.tmpdir")), this::print);
            return;
        }
        Path target = output != null ? output : into.resolve(name);
        Download.Got got = Download.into(session.api(), path, target, force);
        if (session.json()) {
            session.terminal()
                    .json(JsonNodeFactory.instance
                            .objectNode()
                            .put("name", name)
                            .put("file", target.toString())
                            .put("bytes", got.bytes())
                            .put("sha256", got.sha256())
                            .toString());
        } else {
            session.terminal().out("%s  %d bytes  sha256 %s".formatted(target, got.bytes(), got.sha256()));
        }
    }

    private void print(Path part) {
        try {
            session.terminal().raw(Files.readAllBytes(part));
        } catch (IOException e) {
            throw new Failure(Exit.UNEXPECTED, "unreadable", "What was received cannot be read", "Try again.", e);
        }
    }
}
