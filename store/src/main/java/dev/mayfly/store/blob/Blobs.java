package dev.mayfly.store.blob;

import jakarta.inject.Singleton;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Content that travels between the API and the hosts, as files in one directory that both can reach
 * ({@code mayfly.blobs.directory}). A blob appears whole or not at all, and is never changed.
 */
@Singleton
public class Blobs {
    /**
     * Keeps what {@code content} gives.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code TOO_LARGE} when it gives more than {@code maxBytes},
     *     {@code HOST_EXHAUSTED} when the disk is full; nothing is left then
     */
    public Blob put(InputStream content, long maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** A new empty file for content that is still to be written, to be given to {@link #adopt}. */
    public Path create() {
        throw new UnsupportedOperationException();
    }

    /** Keeps the file that {@link #create} gave, which is then no longer at that path. */
    public Blob adopt(Path written) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a blob; the caller closes it.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code NOT_FOUND} when there is none of that id
     */
    public InputStream open(String id) {
        throw new UnsupportedOperationException();
    }

    /** Removes a blob; what is not there is removed already. */
    public void delete(String id) {
        throw new UnsupportedOperationException();
    }

    /** Removes every blob and every unfinished file that was last written before {@code before}; returns how many. */
    public int deleteOlderThan(Instant before) {
        throw new UnsupportedOperationException();
    }
}
