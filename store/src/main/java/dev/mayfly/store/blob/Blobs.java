package dev.mayfly.store.blob;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Content that travels between the API and the hosts, as files in one directory that both can reach
 * ({@code mayfly.blobs.directory}). A blob appears whole or not at all, is on the disk when it appears, and is never
 * changed. Only the user that Mayfly runs as can read it.
 */
@Singleton
public class Blobs {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final int ID_BYTES = 16;
    private static final int BUFFER = 128 * 1024;

    private final Path directory;
    private final Path unfinished;
    private final SecureRandom random = new SecureRandom();

    /** Keeps the blobs in {@code directory}, which is made when it is missing. */
    public Blobs(@Property(name = "mayfly.blobs.directory") String directory) {
        this.directory = Path.of(directory).toAbsolutePath().normalize();
        this.unfinished = this.directory.resolve("unfinished");
        try {
            Files.createDirectories(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED,
                    "mayfly.blobs.directory: expected a folder that can be written, got " + this.directory,
                    e);
        }
    }

    /**
     * Keeps what {@code content} gives.
     *
     * @throws MayflyException {@code TOO_LARGE} when it gives more than {@code maxBytes}, {@code INVALID_REQUEST} when it
     *     breaks off, {@code HOST_EXHAUSTED} when the disk is full; nothing is left then
     */
    public Blob put(InputStream content, long maxBytes) {
        Path file = create();
        try {
            MessageDigest sha = sha256();
            long bytes = copy(content, maxBytes, file, sha);
            return publish(file, bytes, sha);
        } catch (IOException e) {
            throw failed("keep a blob", e);
        } finally {
            // Published, it is no longer at this path.
            discard(file);
        }
    }

    /** A new empty file for content that is still to be written, to be given to {@link #adopt}. */
    public Path create() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        try {
            return Files.createFile(
                    unfinished.resolve(HexFormat.of().formatHex(id)),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw failed("begin a blob", e);
        }
    }

    /** Keeps the file that {@link #create} gave, which is then no longer at that path. */
    public Blob adopt(Path written) {
        Path file = written.toAbsolutePath().normalize();
        if (!unfinished.equals(file.getParent()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new MayflyException(
                    ErrorCode.INTERNAL, "Could not keep a blob: expected a file made for one, got " + written);
        }
        MessageDigest sha = sha256();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha.update(buffer, 0, read);
                bytes += read;
            }
            return publish(file, bytes, sha);
        } catch (IOException e) {
            throw failed("keep a blob", e);
        }
    }

    /**
     * Reads a blob; the caller closes it.
     *
     * @throws MayflyException {@code NOT_FOUND} when there is none of that id
     */
    public InputStream open(String id) {
        try {
            return Files.newInputStream(path(id), LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new MayflyException(ErrorCode.NOT_FOUND, "There is no blob " + id, e);
        } catch (IOException e) {
            throw failed("read blob " + id, e);
        }
    }

    /** Removes a blob; what is not there is removed already. */
    public void delete(String id) {
        try {
            Files.deleteIfExists(path(id));
        } catch (IOException e) {
            throw failed("remove blob " + id, e);
        }
    }

    /** Removes every blob and every unfinished file that was last written before {@code before}; returns how many. */
    public int deleteOlderThan(Instant before) {
        try {
            return deleteOlderThan(before, directory) + deleteOlderThan(before, unfinished);
        } catch (IOException e) {
            throw failed("remove old blobs", e);
        }
    }

    private static int deleteOlderThan(Instant before, Path folder) throws IOException {
        int deleted = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> ID.matcher(file.getFileName().toString()).matches())) {
            for (Path file : files) {
                if (old(file, before) && Files.deleteIfExists(file)) {
                    deleted++;
                }
            }
        }
        return deleted;
    }

    private static boolean old(Path file, Instant before) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .lastModifiedTime()
                    .toInstant()
                    .isBefore(before);
        } catch (NoSuchFileException e) {
            return false; // Somebody else was faster.
        }
    }

    private static long copy(InputStream content, long maxBytes, Path file, MessageDigest sha) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int read = read(content, buffer); read >= 0; read = read(content, buffer)) {
                bytes += read;
                if (bytes > maxBytes) {
                    throw new MayflyException(
                            ErrorCode.TOO_LARGE, "content: expected at most %d bytes, got more".formatted(maxBytes));
                }
                sha.update(buffer, 0, read);
                for (ByteBuffer left = ByteBuffer.wrap(buffer, 0, read); left.hasRemaining(); ) {
                    out.write(left);
                }
            }
        }
        return bytes;
    }

    /** A source that breaks off is its sender's matter, and must not be taken for a fault of the disk. */
    private static int read(InputStream content, byte[] buffer) {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.INVALID_REQUEST, "content: expected all of it, and its sender broke off", e);
        }
    }

    /** The content is on the disk before the name is, and the name before anybody is told of it. */
    private Blob publish(Path file, long bytes, MessageDigest sha) throws IOException {
        sync(file, StandardOpenOption.WRITE);
        Path name = file.getFileName();
        Files.move(file, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(directory, StandardOpenOption.READ);
        return new Blob(name.toString(), bytes, HexFormat.of().formatHex(sha.digest()));
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is removed with the old ones; what brought us here is the better thing to tell.
            return;
        }
    }

    private Path path(String id) {
        return directory.resolve(Check.matches("blob", id, ID, "a blob id (32 hexadecimal digits)"));
    }

    /** Java tells a full disk by the operating system's words only. */
    static MayflyException failed(String act, IOException e) {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = words.contains("no space left") || words.contains("quota exceeded");
        return full
                ? new MayflyException(ErrorCode.HOST_EXHAUSTED, "Could not %s: the disk is full".formatted(act), e)
                : new MayflyException(
                        ErrorCode.UNAVAILABLE, "Could not %s: the blob folder does not answer".formatted(act), e);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "Every Java platform has SHA-256", e);
        }
    }
}
