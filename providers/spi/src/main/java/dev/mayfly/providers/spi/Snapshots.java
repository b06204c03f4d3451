package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.Owner;
import java.nio.file.Path;
import java.time.Duration;

/** A thing whose contents can be kept. */
public interface Snapshots {
    /**
     * Writes the contents to {@code target}, which does not exist yet; nothing is left there when it fails.
     *
     * @param maxBytes the largest archive, in bytes
     * @param within the longest time
     */
    Archive snapshot(Owner owner, Path target, long maxBytes, Duration within, Progress progress);

    /**
     * What was written.
     *
     * @param sha256 of the file, lower-case hexadecimal
     */
    record Archive(long bytes, String sha256) {}
}
