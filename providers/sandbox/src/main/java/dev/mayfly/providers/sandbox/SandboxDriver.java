package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.spi.Desktop;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Exec;
import dev.mayfly.providers.spi.Files;
import dev.mayfly.providers.spi.Freezer;
import dev.mayfly.providers.spi.Health;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Snapshots;
import dev.mayfly.providers.spi.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sandboxes on this host: one bubblewrap each, started and kept by a shim that outlives this process and carries
 * the fuse. The driver itself keeps nothing in memory; what it knows it reads from the journal, from the process table
 * and from the cgroups.
 */
public final class SandboxDriver implements Driver<SandboxSpec>, Desktop, Exec, Files, Freezer, Snapshots, Terminal {
    /** The driver's name. */
    public static final DriverName NAME = new DriverName("sandbox");

    private static final Logger LOG = LoggerFactory.getLogger(SandboxDriver.class);

    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOCK_WITHIN = Duration.ofSeconds(60);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final Duration FREEZE_WITHIN = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final String RFB_BANNER = "RFB 003.008\n";

    private final SandboxConfig config;
    private final Cgroups cgroups;
    private final Launcher launcher;
    private final Sweeper sweeper;

    /** A driver for this host; touches nothing yet. */
    public SandboxDriver(SandboxConfig config) {
        this.config = config;
        this.cgroups = Cgroups.detect(config);
        this.launcher = new Launcher(config, cgroups);
        this.sweeper = new Sweeper(config, cgroups);
    }

    @Override
    public DriverName name() {
        return NAME;
    }

    @Override
    public Class<SandboxSpec> specType() {
        return SandboxSpec.class;
    }

    // --- making and removing ----------------------------------------------------------------------------------------

    @Override
    public Observation ensure(Owner owner, SandboxSpec spec, Instant fuseAt, Progress progress) {
        refuseForeign(owner);
        launcher.refuseUnenforceable(spec);
        progress.report("Waiting for its turn");
        Runnable waiting = () -> {
            progress.report("Waiting for its turn");
            refuseEnding(owner);
        };
        try (OwnerLock _ = OwnerLock.take(lockFile(owner), LOCK_WITHIN, waiting)) {
            refuseEnding(owner);
            Journal journal = journal(owner);
            if (journal.exists()) {
                Optional<Journal.Status> status = awaitFirstStatus(owner, journal);
                if (status.isPresent() && isLive(status.get())) {
                    arm(owner, journal, fuseAt);
                    if (!frozen(owner)) {
                        awaitReady(owner, spec, progress);
                    }
                    journal.markReady();
                    return observation(owner, journal);
                }
                if (journal.wasReady()) {
                    throw lost(owner, status.map(Journal.Status::reason).orElse(""));
                }
                progress.report("Clearing away a start that failed");
                sweeper.sweep(owner, progress);
                journal.delete();
            } else if (sweeper.hasLeftovers(owner)) {
                // Its journal was lost, and with it the fuse that could be moved: it cannot be taken over.
                progress.report("Clearing away what nothing is known of");
                sweeper.sweep(owner, progress);
            }
            if (!fuseAt.isAfter(config.clock().instant())) {
                throw new MayflyException(
                        ErrorCode.ENDING,
                        "sandbox of %s: its fuse would have burnt already, at %s".formatted(owner, fuseAt));
            }
            cgroups.rouse();
            sweeper.tidy();
            progress.report("Starting the sandbox");
            launcher.start(owner, spec, fuseAt, journal);
            awaitReady(owner, spec, progress);
            journal.markReady();
            return observation(owner, journal);
        }
    }

    @Override
    public void rearm(Owner owner, Instant fuseAt) {
        refuseForeign(owner);
        Journal journal = journal(owner);
        if (!journal.exists() || !live(journal)) {
            throw lost(owner, "");
        }
        arm(owner, journal, fuseAt);
    }

    /** Sets the deadline and makes sure that it was not too late: see the shim's half of this in shim.py. */
    private void arm(Owner owner, Journal journal, Instant fuseAt) {
        journal.arm(fuseAt);
        long giveUp = System.nanoTime() + FREEZE_WITHIN.toNanos();
        while (true) {
            Optional<Journal.Status> status = journal.status();
            if (status.isEmpty() || !isLive(status.get())) {
                throw lost(owner, status.map(Journal.Status::reason).orElse(""));
            }
            if (status.get().phase() != Journal.Phase.ENDING) {
                return;
            }
            if (System.nanoTime() > giveUp) {
                throw new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "sandbox of %s: it is ending, and does not say whether the extension came in time"
                                .formatted(owner));
            }
            Pause.of(PAUSE);
        }
    }

    @Override
    public Absence remove(Owner owner, Progress progress) {
        refuseForeign(owner);
        // First the mark that stops a running ensure, so that the lock is soon free.
        sweeper.markEnding(owner);
        progress.report("Waiting for its turn");
        Runnable waiting = () -> progress.report("Waiting for its turn");
        try (OwnerLock _ = OwnerLock.take(lockFile(owner), LOCK_WITHIN, waiting)) {
            List<String> evidence = sweeper.sweep(owner, progress);
            journal(owner).delete();
            sweeper.release(owner);
            return new Absence(evidence, config.clock().instant());
        }
    }

    @Override
    public List<Holding> holdings() {
        return sweeper.holdings();
    }

    // --- health -----------------------------------------------------------------------------------------------------

    @Override
    public Health check() {
        Map<String, String> details = new TreeMap<>();
        details.put("cgroups", cgroups.mode().name());
        details.put("limits by cgroup", Confinement.describe(cgroups));
        details.put("host users", config.privileged() ? "one for each sandbox" : "the worker's own");
        details.put("run directory", config.runDirectory().toString());
        details.put("root file system", config.rootfs().map(Path::toString).orElse("not configured"));
        Optional<String> fault = launcher.fault();
        if (fault.isPresent()) {
            return new Health(false, fault.get(), details);
        }
        Optional<String> missing = launcher.missingLimits();
        if (missing.isPresent() && !config.acceptUnenforcedLimits()) {
            return new Health(false, missing.get(), details);
        }
        return new Health(true, missing.orElse("sandboxes can be made, and all their limits are in force"), details);
    }

    // --- working in it ----------------------------------------------------------------------------------------------

    @Override
    public Result exec(
            Owner owner, List<String> command, byte[] input, int maxOutput, Duration within, Progress progress) {
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw new MayflyException(ErrorCode.INVALID_REQUEST, "command: expected a program, got none");
        }
        return agent(owner).exec(command, input, maxOutput, within, progress);
    }

    @Override
    public void put(Owner owner, String name, InputStream content, long bytes, Progress progress) {
        agent(owner).put(name, content, bytes, progress);
    }

    @Override
    public List<Entry> list(Owner owner) {
        return agent(owner).list(ANSWER_WITHIN);
    }

    @Override
    public long get(Owner owner, String name, OutputStream target, long maxBytes, Progress progress) {
        return agent(owner).get(name, target, maxBytes, progress);
    }

    @Override
    public Archive snapshot(Owner owner, Path target, long maxBytes, Duration within, Progress progress) {
        // Beside its place first: a file of that name is whole, or is not there.
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            java.nio.file.Files.deleteIfExists(part);
            Archive archive = agent(owner).archive(part, maxBytes, within, progress);
            java.nio.file.Files.move(part, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            return archive;
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.HOST_EXHAUSTED, "the snapshot cannot be written: " + e, e);
        } finally {
            try {
                java.nio.file.Files.deleteIfExists(part);
            } catch (IOException e) {
                LOG.warn("The unfinished snapshot {} cannot be removed", part, e);
            }
        }
    }

    @Override
    public Path desktop(Owner owner) {
        refuseUnlessUsable(owner);
        Path socket = Launcher.desktopSocket(config, owner);
        if (!java.nio.file.Files.exists(socket)) {
            throw new MayflyException(ErrorCode.WRONG_PHASE, "sandbox of %s: it has no desktop".formatted(owner));
        }
        return socket;
    }

    @Override
    public Path terminal(Owner owner) {
        refuseUnlessUsable(owner);
        return Launcher.agentSocket(config, owner);
    }

    private Agent agent(Owner owner) {
        refuseUnlessUsable(owner);
        return new Agent(Launcher.agentSocket(config, owner));
    }

    private void refuseUnlessUsable(Owner owner) {
        refuseForeign(owner);
        Journal journal = journal(owner);
        if (!journal.exists() || !live(journal)) {
            throw lost(owner, "");
        }
        if (frozen(owner)) {
            throw new MayflyException(ErrorCode.WRONG_PHASE, "sandbox of %s: it is frozen".formatted(owner));
        }
    }

    // --- freezing ---------------------------------------------------------------------------------------------------

    @Override
    public void freeze(Owner owner) {
        turn(owner, true);
    }

    @Override
    public void thaw(Owner owner) {
        turn(owner, false);
    }

    @Override
    public boolean frozen(Owner owner) {
        return new Ice(cgroups, owner, journal(owner)).isFrozen();
    }

    private void turn(Owner owner, boolean frozen) {
        refuseForeign(owner);
        Journal journal = journal(owner);
        if (!journal.exists() || !live(journal)) {
            throw lost(owner, "");
        }
        new Ice(cgroups, owner, journal).turn(frozen, FREEZE_WITHIN);
    }

    // --- its state --------------------------------------------------------------------------------------------------

    private Journal journal(Owner owner) {
        return new Journal(config.stateDirectory().resolve("journal").resolve(owner.thing()));
    }

    private Path lockFile(Owner owner) {
        return config.stateDirectory().resolve("locks").resolve(owner.thing());
    }

    private static boolean live(Journal journal) {
        return journal.status().filter(SandboxDriver::isLive).isPresent();
    }

    private static boolean isLive(Journal.Status status) {
        return !status.isOver() && status.boot().equals(Processes.bootId()) && Processes.isAlive(status.shim());
    }

    /** A shim that was started by somebody who died since may be just about to write its first status. */
    private static Optional<Journal.Status> awaitFirstStatus(Owner owner, Journal journal) {
        long giveUp = System.nanoTime() + FREEZE_WITHIN.toNanos();
        Optional<Journal.Status> status = journal.status();
        while (status.isEmpty()
                && System.nanoTime() < giveUp
                && Processes.all().stream()
                        .anyMatch(seen -> Confinement.markIn(seen.commandLine())
                                .filter(owner.mark()::equals)
                                .isPresent())) {
            Pause.of(PAUSE);
            status = journal.status();
        }
        return status;
    }

    private void awaitReady(Owner owner, SandboxSpec spec, Progress progress) {
        String doing = spec.desktop() ? "Waiting for the desktop" : "Waiting for the sandbox";
        progress.report(doing);
        Journal journal = journal(owner);
        long giveUp = System.nanoTime() + READY_WITHIN.toNanos();
        long told = System.nanoTime();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(1_000_000, giveUp - System.nanoTime()));
            try {
                if (spec.desktop()
                        ? bannerArrives(owner, left, progress, doing)
                        : agentAnswers(owner, left, progress)) {
                    return;
                }
            } catch (IOException | MayflyException e) {
                if (e instanceof MayflyException failure && failure.code() != ErrorCode.PROVIDER_FAILED) {
                    throw failure;
                }
                Optional<Journal.Status> status = journal.status();
                if (status.isPresent() && !isLive(status.get())) {
                    throw new MayflyException(
                            ErrorCode.PROVIDER_FAILED,
                            "sandbox of %s: it ended while it started: %s %s"
                                    .formatted(owner, status.get().reason(), journal.complaint()),
                            e);
                }
                if (System.nanoTime() > giveUp) {
                    throw new MayflyException(
                            ErrorCode.PROVIDER_FAILED,
                            "sandbox of %s: it is not ready after %d s: %s"
                                    .formatted(owner, READY_WITHIN.toSeconds(), journal.complaint()),
                            e);
                }
            }
            if (System.nanoTime() - told > Duration.ofMillis(500).toNanos()) {
                told = System.nanoTime();
                progress.report(doing);
                refuseEnding(owner);
            }
            Pause.of(SHORT);
        }
    }

    private boolean bannerArrives(Owner owner, Duration left, Progress progress, String doing) throws IOException {
        try (Wire wire = Wire.connect(Launcher.desktopSocket(config, owner), left, progress, doing)) {
            String banner = new String(wire.readExactly(RFB_BANNER.length()), StandardCharsets.US_ASCII);
            if (!banner.equals(RFB_BANNER)) {
                throw Wire.nonsense("another greeting than a desktop's");
            }
            return true;
        }
    }

    private boolean agentAnswers(Owner owner, Duration left, Progress progress) {
        return new Agent(Launcher.agentSocket(config, owner))
                .health(left, progress)
                .equals("off");
    }

    private Observation observation(Owner owner, Journal journal) {
        Map<String, String> endpoints = new HashMap<>();
        endpoints.put("agent", Launcher.agentSocket(config, owner).toString());
        Path desktop = Launcher.desktopSocket(config, owner);
        if (java.nio.file.Files.exists(desktop)) {
            endpoints.put("desktop", desktop.toString());
        }
        List<Part> parts = sweeper.partsOf(owner, journal);
        if (parts.isEmpty()) {
            throw lost(owner, "it ended as soon as it was ready");
        }
        return new Observation(parts, endpoints);
    }

    private void refuseEnding(Owner owner) {
        if (sweeper.isEnding(owner)) {
            throw new MayflyException(
                    ErrorCode.ENDING,
                    "sandbox of %s: its removal was asked, so it is not made any more".formatted(owner));
        }
    }

    /** A mark of another installation must never be made, nor taken away, by this one. */
    private void refuseForeign(Owner owner) {
        if (!owner.installation().equals(config.installation())) {
            throw new MayflyException(
                    ErrorCode.INTERNAL,
                    "sandbox of %s: this driver works for installation %s".formatted(owner, config.installation()));
        }
    }

    private static MayflyException lost(Owner owner, String reason) {
        return new MayflyException(
                ErrorCode.LOST,
                "sandbox of %s: it is not there (any more)%s"
                        .formatted(owner, reason.isBlank() ? "" : "; it ended because: " + reason));
    }

    /** The owner of a thing by its name: {@code ws-xxxxxxxxxxxx-step}; empty when it is no such name. */
    static Optional<Owner> ownerOf(InstallationId installation, String thing) {
        int length = "ws-0123456789ab".length();
        if (thing.length() < length + 2 || thing.charAt(length) != '-') {
            return Optional.empty();
        }
        try {
            return Optional.of(new Owner(
                    installation,
                    new WorkspaceId(thing.substring(0, length)),
                    new StepName(thing.substring(length + 1))));
        } catch (MayflyException e) {
            return Optional.empty();
        }
    }
}
