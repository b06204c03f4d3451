package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Held by whoever makes or removes the things of one owner, in any process of this host. The kernel lets go of it when
 * its holder dies, so it needs no clearing up after a crash.
 */
final class OwnerLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(10);

    /**
     * What this process holds. The kernel's locks belong to processes, and closing any descriptor of a file gives up
     * all of them, so a second thread must not even open the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private OwnerLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param waiting called at each try; may throw to stop the waiting
     * @throws MayflyException {@code PROVIDER_FAILED} when it is not free within {@code patience}
     */
    static OwnerLock take(Path file, Duration patience, Runnable waiting) {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<OwnerLock> lock = attempt(file);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() > giveUp) {
                throw new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "%s is held by another call for more than %d s".formatted(file, patience.toSeconds()));
            }
            waiting.run();
            Pause.of(PAUSE);
        }
    }

    private static Optional<OwnerLock> attempt(Path file) {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            Files.createDirectories(Path.of(String.valueOf(file.getParent())));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                Optional<Object> opened = identity(file);
                // An old lock file may be tidied away between the opening and the locking.
                taken = opened.isPresent()
                        && channel.tryLock() != null
                        && identity(file).equals(opened);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            return taken ? Optional.of(new OwnerLock(file, channel)) : Optional.empty();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "the lock " + file + " cannot be taken: " + e, e);
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
    }

    private static Optional<Object> identity(Path file) throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "the lock " + file + " cannot be let go", e);
        } finally {
            HELD.remove(file);
        }
    }
}
