package dev.mayfly.cli.up;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of an installation. What is in it is its owner's alone; others may only pass through,
 * for sandboxes run as users of their own. One process works in it at a time.
 */
final class DataFolder {
    private static final int SECRET_BYTES = 24;

    private final Path root;

    private DataFolder(Path root) {
        this.root = root;
    }

    /** Makes what is missing of it and takes it for this process; the lock goes with the process, however it ends. */
    static DataFolder take(Path root) {
        try {
            for (String name : new String[] {"", "run", "log", "snapshots", "temporal"}) {
                Files.createDirectories(
                        root.resolve(name),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel channel = FileChannel.open(
                    root.resolve("run/server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "Another server works in %s; stop it or choose another --data-dir".formatted(root));
            }
            return new DataFolder(root);
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "The data folder %s cannot be used: %s".formatted(root, e), e);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** Writes a small file whole or not at all, readable by its owner alone. */
    void write(String name, String content) {
        try {
            Path whole = Files.createTempFile(root.resolve("run"), "new", ".tmp");
            Files.writeString(whole, content);
            Files.move(whole, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.HOST_EXHAUSTED, "Could not write %s".formatted(path(name)), e);
        }
    }

    /** A random secret that is made once and kept in a file of that name. */
    String secret(String name) {
        try {
            if (!Files.exists(path(name))) {
                byte[] random = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(random);
                write(name, HexFormat.of().formatHex(random));
            }
            return Files.readString(path(name)).strip();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.MISCONFIGURED, "Could not read %s".formatted(path(name)), e);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.MISCONFIGURED, "Could not delete %s".formatted(path(name)), e);
        }
    }
}
