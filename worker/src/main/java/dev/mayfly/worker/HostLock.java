package dev.mayfly.worker;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A lock between the workers of one host: the kernel gives it back when its holder dies, and it needs no other server. */
final class HostLock implements AutoCloseable {
    private final FileChannel file;
    private final FileLock lock;

    private HostLock(FileChannel file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Takes it without waiting; absent while another one has it, in this process or in another. */
    static Optional<HostLock> take(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Optional<FileLock> lock = Optional.empty();
            try {
                lock = Optional.ofNullable(file.tryLock());
            } catch (OverlappingFileLockException e) {
                lock = Optional.empty();
            } finally {
                if (lock.isEmpty()) {
                    file.close();
                }
            }
            return lock.map(taken -> new HostLock(file, taken));
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.HOST_EXHAUSTED, "The lock %s cannot be taken: %s".formatted(path, e), e);
        }
    }

    /** Whether it is held still. */
    boolean held() {
        return lock.isValid();
    }

    @Override
    public void close() {
        try (file) {
            lock.release();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.INTERNAL, "A lock could not be given back", e);
        }
    }
}
