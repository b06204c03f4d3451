package dev.mayfly.cli.files;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Digest;
import dev.mayfly.cli.session.Afterwards;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/**
 * Receives a file beside its place, checks it, and only then puts it there in one move: nobody ever sees half of it, and
 * nothing that was there is lost unless that was asked for.
 */
public final class Download {
    /** The largest file that any template allows, and a little. */
    private static final long LARGEST = (1L << 30) + (1L << 20);

    private Download() {}

    /** What came: how many bytes, and their SHA-256 in hexadecimal. */
    public record Got(long bytes, String sha256) {}

    /** Receives what is at {@code path} into {@code target}. */
    public static Got into(Api api, String path, Path target, boolean replace) {
        Path place = target.toAbsolutePath().normalize();
        if (!replace && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(target);
        }
        return received(api, path, place, part -> put(part, place, target, replace));
    }

    /** Receives what is at {@code path}, and hands it on once it is known to be whole. */
    public static Got through(Api api, String path, Path folder, Consumer<Path> to) {
        return received(api, path, folder.resolve("stdout").toAbsolutePath(), to);
    }

    private static Got received(Api api, String path, Path place, Consumer<Path> then) {
        Path part = part(place);
        try (Afterwards _ = new Afterwards(() -> delete(part))) {
            Api.Received received = api.receive(path, part, LARGEST);
            String came = received.sha256();
            String said = Digest.fromHeader(received.reprDigest())
                    .orElseThrow(() -> mismatch(place, "the server did not say what its SHA-256 is"));
            if (!said.equals(came)) {
                throw mismatch(place, "its SHA-256 should be %s and is %s".formatted(said, came));
            }
            then.accept(part);
            return new Got(received.bytes(), came);
        } finally {
            delete(part);
        }
    }

    private static Failure mismatch(Path place, String how) {
        return new Failure(
                Exit.TROUBLE,
                "digest-mismatch",
                "%s cannot be trusted: %s".formatted(place.getFileName(), how),
                "Nothing was kept; try again.");
    }

    private static Path part(Path place) {
        Path folder = place.getParent();
        try {
            if (folder == null || !Files.isDirectory(folder)) {
                throw Failure.usage("There is no folder %s".formatted(folder), "Make it first, or name another.");
            }
            // A temporary file of Java's is readable by its owner alone.
            return Files.createTempFile(folder, ".mayfly-", ".part");
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE, "usage", "Nothing can be written into %s".formatted(folder), "Name another folder.", e);
        }
    }

    private static void put(Path part, Path place, Path target, boolean replace) {
        try {
            if (replace) {
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            try {
                // A link is made only where nothing is, in one act; a move would replace what came meanwhile.
                Files.createLink(place, part);
            } catch (UnsupportedOperationException e) {
                Files.move(part, place);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        } catch (IOException e) {
            throw new Failure(
                    Exit.UNEXPECTED,
                    "unwritable",
                    "%s could not be put in its place: %s".formatted(target, e.getMessage()),
                    "Name another place.",
                    e);
        }
    }

    private static Failure exists(Path target) {
        return new Failure(
                Exit.CONFLICT,
                "exists",
                "%s is there already".formatted(target),
                "Name another place with -o, or replace it with --force.");
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            part.toFile().deleteOnExit();
        }
    }
}
