package dev.mayfly.providers.simulated;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The simulated world: a folder with a file for each thing, so that what was made outlives the process that made it. A
 * thing whose fuse has burnt is gone at the next look.
 *
 * <p>One process uses a world at a time; within it, acts on one owner exclude each other.
 */
final class World {
    private static final String SUFFIX = ".thing";
    private static final Map<Path, World> WORLDS = new ConcurrentHashMap<>();

    private final Path folder;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Place>> places = new ConcurrentHashMap<>();

    private World(Path folder) {
        this.folder = folder;
    }

    /** The world in that folder, the same for all who ask. */
    static World in(Path folder) {
        return WORLDS.computeIfAbsent(folder.toAbsolutePath().normalize(), World::new);
    }

    /** A thing as it is: its copy tells apart two that one owner came to have by a fault. */
    record Thing(Owner owner, int copy, Instant fuseAt, boolean frozen) {}

    /** The lock that acts on an owner hold. */
    ReentrantLock lock(Owner owner) {
        return locks.computeIfAbsent(owner.mark(), any -> new ReentrantLock(true));
    }

    /** The socket of that kind of an owner's thing. The owner's lock is held. */
    Place place(Owner owner, String kind, Place.Answer answer) {
        return places.computeIfAbsent(owner.mark(), any -> new ConcurrentHashMap<>())
                .computeIfAbsent(kind, any -> Place.open(answer));
    }

    /** Closes all of an owner's. The owner's lock is held. */
    void closePlaces(Owner owner) {
        Map<String, Place> open = places.remove(owner.mark());
        if (open != null) {
            open.values().forEach(Place::close);
        }
    }

    void write(Thing thing) {
        Properties properties = new Properties();
        properties.setProperty("installation", thing.owner().installation().value());
        properties.setProperty("workspace", thing.owner().workspace().value());
        properties.setProperty("step", thing.owner().step().value());
        properties.setProperty("copy", String.valueOf(thing.copy()));
        properties.setProperty("fuseAt", thing.fuseAt().toString());
        properties.setProperty("frozen", String.valueOf(thing.frozen()));
        store(path(thing.owner(), thing.copy() + SUFFIX), properties);
    }

    void delete(Thing thing) {
        delete(path(thing.owner(), thing.copy() + SUFFIX));
    }

    /** Everything whose fuse has not burnt. */
    List<Thing> things(Clock clock) {
        List<Thing> things = new ArrayList<>();
        for (Path file : files()) {
            if (file.toString().endsWith(SUFFIX)) {
                Thing thing = read(file);
                if (thing.fuseAt().isAfter(clock.instant())) {
                    things.add(thing);
                } else {
                    delete(file);
                }
            }
        }
        return things;
    }

    List<Thing> of(Owner owner, Clock clock) {
        return things(clock).stream()
                .filter(thing -> thing.owner().equals(owner))
                .toList();
    }

    /** Whether removal was asked for the owner, ever. */
    boolean removalAsked(Owner owner) {
        return Files.exists(path(owner, "removed"));
    }

    void askRemoval(Owner owner) {
        store(path(owner, "removed"), new Properties());
    }

    /** Remembers the faults that removal is to have, and counts attempts: removal is not told the specification. */
    void remember(Owner owner, SimulatedSpec spec) {
        if (!Files.exists(path(owner, "faults"))) {
            Properties properties = new Properties();
            properties.setProperty("ensure", join(spec.ensureFaults()));
            properties.setProperty("remove", join(spec.removeFaults()));
            store(path(owner, "faults"), properties);
        }
    }

    /** Takes the next fault of an act from what was remembered. */
    Optional<Fault> nextFault(Owner owner, String act) {
        Path file = path(owner, "faults");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = load(file);
        List<String> left = List.of(properties.getProperty(act).split(","));
        properties.setProperty(act, String.join(",", left.subList(1, left.size())));
        store(file, properties);
        return left.getFirst().isEmpty() ? Optional.empty() : Optional.of(Fault.valueOf(left.getFirst()));
    }

    private static String join(@org.jspecify.annotations.Nullable List<Fault> faults) {
        return faults == null
                ? ""
                : String.join(",", faults.stream().map(Fault::name).toList());
    }

    private Path path(Owner owner, String suffix) {
        return folder.resolve("%s-%s-%s.%s".formatted(owner.installation(), owner.workspace(), owner.step(), suffix));
    }

    private static Thing read(Path file) {
        Properties properties = load(file);
        return new Thing(
                new Owner(
                        new InstallationId(properties.getProperty("installation")),
                        new WorkspaceId(properties.getProperty("workspace")),
                        new StepName(properties.getProperty("step"))),
                Integer.parseInt(properties.getProperty("copy")),
                Instant.parse(properties.getProperty("fuseAt")),
                Boolean.parseBoolean(properties.getProperty("frozen")));
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Properties load(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw unreadable(e);
        }
        return properties;
    }

    private void store(Path file, Properties properties) {
        try {
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, "new", ".tmp");
            try (Writer out = Files.newBufferedWriter(whole)) {
                properties.store(out, null);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static MayflyException unreadable(IOException e) {
        return new MayflyException(ErrorCode.PROVIDER_FAILED, "The simulated world's folder does not answer", e);
    }
}
