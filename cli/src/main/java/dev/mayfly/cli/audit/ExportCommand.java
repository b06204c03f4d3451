package dev.mayfly.cli.audit;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.domain.log.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mayfly audit export}: the whole log as files. */
@Command(
        name = "export",
        description = "The whole log as files, in the layout of C2SP tlog-tiles; for auditors and operators.",
        footer = {
            "",
            "The file verifiers holds the public keys that the server names. Compare them once with what somebody told you",
            "by another way, and keep a copy of checkpoint elsewhere: it is what shows later that the log was set back."
        })
final class ExportCommand implements Callable<Integer> {
    private static final String LOG = "/v1/log/";

    private final Session session;

    @Parameters(
            paramLabel = "FOLDER",
            description = "where to write it; what is there of an earlier export is gone on with")
    private Path folder = Path.of("");

    ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Api api = session.api();
        String text = api.get(LOG + "checkpoint", "text/plain").text();
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.parse(SignedNote.parse(text).text());
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    Exit.TROUBLE,
                    "bad-checkpoint",
                    "The server's checkpoint cannot be read: " + e.getMessage(),
                    "Tell the operator.");
        }
        int fetched = 0;
        for (Tile tile : Tile.of(checkpoint.size())) {
            // A full tile never changes; whether it was altered here is for verify to say.
            if (!Files.isRegularFile(folder.resolve(tile.path()))) {
                write(
                        tile.path(),
                        api.get(LOG + tile.path(), "application/octet-stream").bytes());
                fetched++;
            }
        }
        write("verifiers", api.get(LOG + "verifiers", "text/plain").bytes());
        // Last, so that what it counts is there.
        write("checkpoint", text.getBytes(StandardCharsets.UTF_8));
        session.terminal()
                .note("Wrote %d entries (%d new files) to %s; check them: %s audit verify %s --key %s"
                        .formatted(
                                checkpoint.size(),
                                fetched,
                                folder,
                                session.mayfly(),
                                folder,
                                folder.resolve("verifiers")));
        return Exit.OK.status();
    }

    private void write(String name, byte[] bytes) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new Failure(
                    Exit.UNEXPECTED,
                    "unwritable",
                    "%s could not be written: %s".formatted(file, e.getMessage()),
                    "Name another place.",
                    e);
        }
    }
}
