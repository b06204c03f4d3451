package dev.mayfly.cli.receipt;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Writes a whole file or none, and replaces one that is there only when that was asked for. */
final class NewFile {
    private NewFile() {}

    static void write(Path file, byte[] bytes, boolean replace) {
        Path place = file.toAbsolutePath().normalize();
        Path folder = place.getParent();
        Path part = null;
        try {
            if (folder == null || !Files.isDirectory(folder)) {
                throw Failure.usage("There is no folder for %s".formatted(file), "Make it first, or name another.");
            }
            part = Files.createTempFile(folder, ".mayfly-", ".part");
            Files.write(part, bytes);
            if (replace) {
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(place, part);
                Files.delete(part);
            }
        } catch (FileAlreadyExistsException e) {
            sweep(part);
            throw new Failure(
                    Exit.CONFLICT, "exists", "%s is there already".formatted(file), "Replace it with --force.");
        } catch (IOException e) {
            sweep(part);
            throw new Failure(
                    Exit.UNEXPECTED,
                    "unwritable",
                    "%s could not be written: %s".formatted(file, e.getMessage()),
                    "Name another place.",
                    e);
        }
    }

    private static void sweep(@Nullable Path part) {
        if (part != null && !part.toFile().delete()) {
            part.toFile().deleteOnExit();
        }
    }
}
