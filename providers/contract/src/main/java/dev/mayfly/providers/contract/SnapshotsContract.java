package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Snapshots;
import dev.mayfly.providers.spi.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link Snapshots} promises.
 *
 * @param <S> the driver's specification
 */
public abstract class SnapshotsContract<S extends Spec> extends MadeThing<S> {
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path folder;

    /** For those who extend it. */
    protected SnapshotsContract() {}

    @Test
    final void writesAChecksummedArchive() throws Exception {
        Path target = folder.resolve("snapshot");
        Snapshots.Archive archive = snapshots().snapshot(owner, target, 1L << 30, ENOUGH, Progress.SILENT);

        byte[] content = Files.readAllBytes(target);
        assertThat(archive.bytes()).isEqualTo(content.length).isPositive();
        assertThat(archive.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    }

    @Test
    final void leavesNoFileWhenItIsTooLarge() throws Exception {
        Path target = folder.resolve("snapshot");

        DriverContract.assertFails(
                ErrorCode.TOO_LARGE, () -> snapshots().snapshot(owner, target, 1, ENOUGH, Progress.SILENT));

        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private Snapshots snapshots() {
        return freshDriver().extra(Snapshots.class).orElseThrow();
    }
}
