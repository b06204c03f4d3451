package dev.mayfly.cli.files;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Digest;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A file that is to be brought in; it was looked at before anything was asked of the server. */
public record Upload(Path file, String name) {

    /** The file at a path. */
    public static Upload of(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw Failure.usage("%s is not a file that can be read".formatted(file), "Give the path of a file.");
        }
        String name = String.valueOf(file.toAbsolutePath().normalize().getFileName());
        PlainName.fault(name).ifPresent(fault -> {
            throw Failure.usage("The name of %s %s".formatted(file, fault), "Rename it first.");
        });
        return new Upload(file, name);
    }

    /** Brings the file in; what the server stored must be what was read here. */
    public Answer into(Session session, WorkspaceId workspace) {
        byte[] sha256;
        long bytes;
        try {
            bytes = Files.size(file);
            sha256 = Digest.of(file);
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, "usage", "%s cannot be read".formatted(file), "Give a file that can be.", e);
        }
        Answer answer =
                session.api().put(Api.path("v1", "workspaces", workspace.value(), "inbox", name), file, bytes, sha256);
        String stored = Fields.text(answer.json(), "sha256");
        if (!stored.equals(HexFormat.of().formatHex(sha256))) {
            throw new Failure(
                    Exit.TROUBLE,
                    "digest-mismatch",
                    "%s arrived as something else: sent SHA-256 %s, stored \"%s\""
                            .formatted(name, HexFormat.of().formatHex(sha256), stored),
                    "Do not use the copy inside; bring the file in again.");
        }
        return answer;
    }
}
