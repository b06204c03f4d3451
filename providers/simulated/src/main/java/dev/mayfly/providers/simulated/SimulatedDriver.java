package dev.mayfly.providers.simulated;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Desktop;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Freezer;
import dev.mayfly.providers.spi.Health;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Snapshots;
import dev.mayfly.providers.spi.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Makes things in the simulated {@link World}, honestly or with the {@link Fault}s that it was told to have. */
final class SimulatedDriver implements Driver<SimulatedSpec>, Desktop, Freezer, Snapshots, Terminal {
    static final DriverName NAME = new DriverName("simulated");

    /** The longest that a blocked call blocks: nothing waits without a limit. */
    private static final Duration LONGEST_BLOCK = Duration.ofMinutes(10);

    private static final Duration STEP = Duration.ofMillis(20);

    private final InstallationId installation;
    private final World world;
    private final Clock clock;

    SimulatedDriver(InstallationId installation, Path folder, Clock clock) {
        this.installation = installation;
        this.world = World.in(folder);
        this.clock = clock;
    }

    @Override
    public DriverName name() {
        return NAME;
    }

    @Override
    public Class<SimulatedSpec> specType() {
        return SimulatedSpec.class;
    }

    @Override
    public Observation ensure(Owner owner, SimulatedSpec spec, Instant fuseAt, Progress progress) {
        return locked(owner, () -> {
            if (world.removalAsked(owner)) {
                throw new MayflyException(ErrorCode.ENDING, "Removal was asked for " + owner);
            }
            world.remember(owner, spec);
            progress.report("making " + owner.thing());
            work(Duration.ofMillis(spec.millis()), progress);
            Optional<Fault> fault = world.nextFault(owner, "ensure");
            fault.ifPresent(this::failBefore);
            if (fault.filter(Fault.BLOCK::equals).isPresent()) {
                block(progress);
            }
            if (fault.filter(Fault.LIE::equals).isEmpty()) {
                make(owner, 1, fuseAt);
            }
            if (fault.filter(Fault.ACT_TWICE::equals).isPresent()) {
                make(owner, 2, fuseAt);
            }
            fault.ifPresent(this::failAfter);
            if (fault.filter(Fault.ACT_THEN_BLOCK::equals).isPresent()) {
                block(progress);
            }
            List<Part> parts = parts(world.of(owner, clock));
            if (parts.isEmpty()) {
                throw new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "The provider said that %s was made, and it is not there".formatted(owner));
            }
            return new Observation(parts, Map.of());
        });
    }

    @Override
    public void rearm(Owner owner, Instant fuseAt) {
        change(owner, thing -> new World.Thing(owner, thing.copy(), fuseAt, thing.frozen()));
    }

    @Override
    public Absence remove(Owner owner, Progress progress) {
        world.askRemoval(owner);
        return locked(owner, () -> {
            progress.report("removing " + owner.thing());
            Optional<Fault> fault = world.nextFault(owner, "remove");
            fault.ifPresent(this::failBefore);
            if (fault.filter(Fault.BLOCK::equals).isPresent()) {
                block(progress);
            }
            List<World.Thing> there = world.of(owner, clock);
            if (fault.filter(Fault.LIE::equals).isEmpty()) {
                there.forEach(world::delete);
                world.closePlaces(owner);
            }
            fault.ifPresent(this::failAfter);
            if (fault.filter(Fault.ACT_THEN_BLOCK::equals).isPresent()) {
                block(progress);
            }
            List<World.Thing> left = world.of(owner, clock);
            if (!left.isEmpty()) {
                throw new MayflyException(
                        ErrorCode.STILL_THERE,
                        "%d of %d things of %s are still there".formatted(left.size(), there.size(), owner));
            }
            return new Absence(List.of("The simulated world lists no thing marked " + owner.mark()), clock.instant());
        });
    }

    @Override
    public List<Holding> holdings() {
        return world.things(clock).stream()
                .filter(thing -> thing.owner().installation().equals(installation))
                .collect(Collectors.groupingBy(World.Thing::owner))
                .entrySet()
                .stream()
                .map(of -> new Holding(
                        of.getKey(),
                        parts(of.getValue()),
                        of.getValue().stream().map(World.Thing::fuseAt).max(Comparator.naturalOrder()),
                        true))
                .toList();
    }

    @Override
    public Health check() {
        return new Health(true, "The simulated world answers", Map.of());
    }

    @Override
    public void freeze(Owner owner) {
        change(owner, thing -> new World.Thing(owner, thing.copy(), thing.fuseAt(), true));
    }

    @Override
    public void thaw(Owner owner) {
        change(owner, thing -> new World.Thing(owner, thing.copy(), thing.fuseAt(), false));
    }

    @Override
    public boolean frozen(Owner owner) {
        return there(owner).stream().allMatch(World.Thing::frozen);
    }

    @Override
    public Archive snapshot(Owner owner, Path target, long maxBytes, Duration within, Progress progress) {
        return locked(owner, () -> {
            byte[] content = there(owner).toString().getBytes(StandardCharsets.UTF_8);
            if (content.length > maxBytes) {
                throw new MayflyException(
                        ErrorCode.TOO_LARGE, "The snapshot of %s is over %d bytes".formatted(owner, maxBytes));
            }
            try {
                Files.write(target, content);
                return new Archive(
                        content.length,
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
            } catch (IOException | NoSuchAlgorithmException e) {
                throw new MayflyException(ErrorCode.PROVIDER_FAILED, "The snapshot could not be written", e);
            }
        });
    }

    @Override
    public Path desktop(Owner owner) {
        return place(owner, "desktop", Screen::serve);
    }

    @Override
    public Path terminal(Owner owner) {
        return place(owner, "terminal", Echo::serve);
    }

    /** Opened when it is first asked for, and again after this process was started again. */
    private Path place(Owner owner, String kind, Place.Answer answer) {
        return locked(owner, () -> {
            if (there(owner).stream().anyMatch(World.Thing::frozen)) {
                throw new MayflyException(ErrorCode.WRONG_PHASE, owner + " is frozen");
            }
            return world.place(owner, kind, answer).socket();
        });
    }

    /** A thing that is there already stays as it is, but for its fuse. */
    private void make(Owner owner, int copy, Instant fuseAt) {
        boolean frozen = world.of(owner, clock).stream().anyMatch(thing -> thing.copy() == copy && thing.frozen());
        world.write(new World.Thing(owner, copy, fuseAt, frozen));
    }

    private void change(Owner owner, UnaryOperator<World.Thing> change) {
        locked(owner, () -> {
            there(owner).stream().map(change).forEach(world::write);
            return owner;
        });
    }

    private List<World.Thing> there(Owner owner) {
        List<World.Thing> there = world.of(owner, clock);
        if (there.isEmpty()) {
            throw new MayflyException(ErrorCode.LOST, owner + " is not there");
        }
        return there;
    }

    private static List<Part> parts(List<World.Thing> things) {
        return things.stream()
                .map(thing -> new Part("thing", thing.owner().thing() + "." + thing.copy()))
                .toList();
    }

    private void failBefore(Fault fault) {
        switch (fault) {
            case FAIL -> throw new MayflyException(ErrorCode.PROVIDER_FAILED, "Simulated: failed before acting");
            case REFUSE -> throw new MayflyException(ErrorCode.MISCONFIGURED, "Simulated: refused for good");
            case ACT_THEN_FAIL, BLOCK, ACT_THEN_BLOCK, ACT_TWICE, LIE -> {}
        }
    }

    private void failAfter(Fault fault) {
        switch (fault) {
            case ACT_THEN_FAIL -> throw new MayflyException(ErrorCode.PROVIDER_FAILED, "Simulated: acted, then failed");
            case FAIL, REFUSE, BLOCK, ACT_THEN_BLOCK, ACT_TWICE, LIE -> {}
        }
    }

    private static void block(Progress progress) {
        work(LONGEST_BLOCK, progress);
        throw new MayflyException(ErrorCode.PROVIDER_FAILED, "Simulated: did not answer");
    }

    /** Takes so long, telling of progress all the while. */
    private static void work(Duration time, Progress progress) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            progress.report("working");
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MayflyException(ErrorCode.PROVIDER_FAILED, "Simulated: interrupted", e);
            }
        }
    }

    private <T> T locked(Owner owner, Supplier<T> act) {
        ReentrantLock lock = world.lock(owner);
        lock.lock();
        try {
            return act.get();
        } finally {
            lock.unlock();
        }
    }
}
