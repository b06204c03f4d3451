package dev.mayfly.activities.keeping;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.activities.driver.Work;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.providers.spi.Freezer;
import dev.mayfly.providers.spi.Snapshots;
import dev.mayfly.store.snapshot.Snapshot;
import dev.mayfly.workflows.activity.Keeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Acts on a machine that is there. */
public final class KeepingActivity implements Keeping {
    /** Together with its bookkeeping it fits into the time that the workflow gives. */
    private static final Duration WITHIN = Duration.ofSeconds(25);

    private static final long MAX_BYTES = 4L << 30;

    private final Drivers drivers;
    private final dev.mayfly.store.snapshot.Snapshots snapshots;
    private final Path folder;
    private final Clock clock;

    /** Keeps archives in {@code folder}, which is made when it is needed. */
    public KeepingActivity(Drivers drivers, dev.mayfly.store.snapshot.Snapshots snapshots, Path folder, Clock clock) {
        this.drivers = drivers;
        this.snapshots = snapshots;
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public void freeze(Owner owner, Step step) {
        drivers.of(step, Freezer.class).freeze(owner);
    }

    @Override
    public void thaw(Owner owner, Step step) {
        drivers.of(step, Freezer.class).thaw(owner);
    }

    @Override
    public Receipt.Kept snapshot(Owner owner, Step step) {
        Instant at = clock.instant();
        String id = "%s-%d".formatted(owner.thing(), at.toEpochMilli());
        Path target = place(id);
        Snapshots.Archive archive = Work.withPulse(
                pulse -> drivers.of(step, Snapshots.class).snapshot(owner, target, MAX_BYTES, WITHIN, pulse));
        snapshots.save(new Snapshot(
                id,
                owner.workspace(),
                step.name(),
                step.host(),
                target.toString(),
                archive.bytes(),
                archive.sha256(),
                at));
        return new Receipt.Kept(id, archive.bytes(), archive.sha256(), at);
    }

    private Path place(String id) {
        try {
            Files.createDirectories(folder);
            return folder.resolve(id);
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.MISCONFIGURED, "The folder for snapshots cannot be made: " + folder, e);
        }
    }
}
