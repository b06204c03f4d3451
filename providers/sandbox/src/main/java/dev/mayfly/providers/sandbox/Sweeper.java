package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.providers.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, takes away and looks for what belongs to an owner, in the world and not in memory: the process table, the
 * cgroups, the run directory, the mounts. The journal is only one more source; all of this works when it is lost.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** Longer than the shim's own patience, so that it is only killed when it is stuck. */
    private static final Duration SHIM_WITHIN = Duration.ofSeconds(22);

    private static final Duration KILL_WITHIN = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Duration TELL_EVERY = Duration.ofMillis(500);

    /** How long after its end a sandbox that nobody removes is remembered, and how long a removal is. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    /** How many old entries one call tidies away. */
    private static final int TIDIED_AT_ONCE = 16;

    private final SandboxConfig config;
    private final Cgroups cgroups;
    private final UidRegistry uids;

    Sweeper(SandboxConfig config, Cgroups cgroups) {
        this.config = config;
        this.cgroups = cgroups;
        this.uids = new UidRegistry(config.uidRegistry(), config.firstUid(), config.uids());
    }

    /** What is left of an owner's sandbox. */
    private record Remains(
            List<Processes.Seen> shims,
            List<Processes.Seen> others,
            List<Path> groups,
            List<Path> files,
            List<String> mounts) {
        boolean isEmpty() {
            return shims.isEmpty() && others.isEmpty() && groups.isEmpty() && files.isEmpty() && mounts.isEmpty();
        }

        boolean lives() {
            return !shims.isEmpty() || !others.isEmpty();
        }

        List<Part> parts() {
            List<Part> parts = new ArrayList<>();
            shims.forEach(seen ->
                    parts.add(new Part("shim process", Long.toString(seen.id().pid()))));
            others.stream()
                    .filter(seen -> Confinement.markIn(seen.commandLine()).isPresent())
                    .forEach(seen -> parts.add(
                            new Part("sandbox process", Long.toString(seen.id().pid()))));
            groups.forEach(path -> parts.add(new Part("cgroup", path.toString())));
            files.forEach(path -> parts.add(new Part("run file", path.toString())));
            mounts.forEach(mount -> parts.add(new Part("mount", mount)));
            return parts;
        }

        @Override
        public String toString() {
            return Stream.concat(
                            parts().stream().map(part -> part.kind() + " " + part.id()),
                            others.stream().map(seen -> "process " + seen.id().pid()))
                    .limit(20)
                    .collect(Collectors.joining(", "));
        }
    }

    // --- looking ----------------------------------------------------------------------------------------------------

    private Remains look(Owner owner, Collection<Processes.Seen> table) {
        Journal journal = journal(owner);
        Optional<Journal.Status> status =
                journal.status().filter(found -> found.boot().equals(Processes.bootId()));
        OptionalInt uid = config.privileged() ? uids.find(owner) : OptionalInt.empty();
        Set<Long> members = members(owner);
        Set<Processes.Id> known = new java.util.HashSet<>();
        status.flatMap(Journal.Status::bwrap).ifPresent(known::add);
        status.flatMap(Journal.Status::inner).ifPresent(known::add);
        List<Processes.Seen> shims = new ArrayList<>();
        List<Processes.Seen> others = new ArrayList<>();
        for (Processes.Seen seen : table) {
            boolean marked = Confinement.markIn(seen.commandLine())
                    .filter(owner.mark()::equals)
                    .isPresent();
            boolean isMember = members.contains(seen.id().pid());
            boolean isShim =
                    status.filter(found -> found.shim().equals(seen.id())).isPresent();
            boolean isItsUser = uid.isPresent() && uid.getAsInt() == seen.uid();
            if (!isMember && (isShim || (marked && isShim(seen)))) {
                shims.add(seen);
            } else if (marked || isMember || isItsUser || known.contains(seen.id())) {
                others.add(seen);
            }
        }
        List<Path> groups = cgroups.directories(owner.thing()).stream()
                .filter(Files::isDirectory)
                .toList();
        return new Remains(shims, others, groups, files(owner), mounts(owner));
    }

    private static boolean isShim(Processes.Seen seen) {
        return seen.commandLine().stream().anyMatch(word -> word.endsWith("/shim.py") || word.endsWith("/shim.pyc"));
    }

    private Set<Long> members(Owner owner) {
        Set<Long> found = new TreeSet<>();
        for (Path group : cgroups.directories(owner.thing())) {
            try {
                Files.readAllLines(group.resolve("cgroup.procs"))
                        .forEach(line -> found.add(Long.valueOf(line.strip())));
            } catch (NoSuchFileException e) {
                LOG.trace("{} is not there", group);
            } catch (IOException e) {
                // ENODEV: the group went away between the opening and the reading.
                if (Files.exists(group)) {
                    throw unreadable(group, e);
                }
            }
        }
        return found;
    }

    private List<Path> files(Owner owner) {
        Path run = Launcher.runDirectory(config, owner);
        if (!Files.exists(run, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(run)) {
            files.forEach(found::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(run, e);
        }
        found.add(run);
        return found;
    }

    /** Mounts of the host's that name the sandbox. There never are any: its mounts are in a namespace of its own. */
    private List<String> mounts(Owner owner) {
        Path table = Path.of("/proc/self/mountinfo");
        try {
            return Files.readAllLines(table).stream()
                    .filter(line -> line.contains("/" + owner.thing()))
                    .map(line -> line.length() > 200 ? line.substring(0, 200) : line)
                    .toList();
        } catch (IOException e) {
            throw unreadable(table, e);
        }
    }

    private static MayflyException unreadable(Path path, IOException e) {
        return new MayflyException(ErrorCode.PROVIDER_FAILED, path + " cannot be read: " + e, e);
    }

    private Journal journal(Owner owner) {
        return new Journal(config.stateDirectory().resolve("journal").resolve(owner.thing()));
    }

    /** Whether something is there of an owner whose journal is not; a quick look. */
    boolean hasLeftovers(Owner owner) {
        return cgroups.directories(owner.thing()).stream().anyMatch(Files::exists)
                || Files.exists(Launcher.runDirectory(config, owner));
    }

    /** What there is of a sandbox that is ready. */
    List<Part> partsOf(Owner owner, Journal journal) {
        List<Processes.Seen> table = journal.status().stream()
                .flatMap(status -> Stream.concat(Stream.of(status.shim()), status.inner().stream()))
                .flatMap(id -> Processes.look(id.pid()).stream()
                        .filter(seen -> seen.id().equals(id)))
                .toList();
        return table.isEmpty() ? List.of() : partsOf(owner, journal, look(owner, table));
    }

    private List<Part> partsOf(Owner owner, Journal journal, Remains remains) {
        List<Part> parts = new ArrayList<>(remains.parts());
        if (config.privileged()) {
            uids.find(owner).ifPresent(uid -> parts.add(new Part("host user id", Integer.toString(uid))));
        }
        if (journal.exists()) {
            parts.add(new Part("journal", journal.directory().toString()));
        }
        return parts;
    }

    /** Everything of this installation's, from the journal and from the kernel's own lists. */
    List<Holding> holdings() {
        List<Processes.Seen> table = Processes.all();
        Set<String> things = new TreeSet<>(namesIn(config.stateDirectory().resolve("journal")));
        things.addAll(namesIn(config.runDirectory()));
        try {
            things.addAll(cgroups.things());
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "the cgroups cannot be listed: " + e, e);
        }
        String ours = config.installation() + "/";
        for (Processes.Seen seen : table) {
            Confinement.markIn(seen.commandLine())
                    .filter(mark -> mark.startsWith(ours))
                    .ifPresent(mark -> things.add(mark.substring(ours.length()).replace('/', '-')));
        }
        List<Holding> holdings = new ArrayList<>();
        for (String thing : things) {
            SandboxDriver.ownerOf(config.installation(), thing).ifPresent(owner -> {
                Journal journal = journal(owner);
                Remains remains = look(owner, table);
                boolean over = journal.status().filter(Journal.Status::isOver).isPresent();
                if (!remains.isEmpty() || (journal.exists() && !over)) {
                    holdings.add(
                            new Holding(owner, partsOf(owner, journal, remains), journal.deadline(), remains.lives()));
                }
            });
        }
        return List.copyOf(holdings);
    }

    private static Set<String> namesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    // --- taking away ------------------------------------------------------------------------------------------------

    /**
     * Ends and takes away what belongs to {@code owner}, and returns the evidence once nothing is left but the journal.
     *
     * @throws MayflyException {@code STILL_THERE} when something is left
     */
    List<String> sweep(Owner owner, Progress progress) {
        progress.report("Stopping the sandbox");
        stopShims(owner, progress);
        killRest(owner, progress);
        removeGroups(owner);
        removeFiles(owner);
        return evidence(owner);
    }

    /** The shim ends its sandbox and clears up by itself when it is asked to; it is killed when it does not. */
    private void stopShims(Owner owner, Progress progress) {
        List<Processes.Seen> shims = look(owner, Processes.all()).shims();
        shims.forEach(seen -> Processes.terminate(seen.id()));
        long giveUp = System.nanoTime() + SHIM_WITHIN.toNanos();
        Teller teller = new Teller(progress, "Stopping the sandbox");
        while (shims.stream().anyMatch(seen -> Processes.isAlive(seen.id()))) {
            if (System.nanoTime() > giveUp) {
                LOG.warn("The shim of {} does not end when asked to; it is killed", owner);
                shims.forEach(seen -> Processes.kill(seen.id()));
                return;
            }
            teller.tell();
            Pause.of(PAUSE);
        }
    }

    /** Kills what is left, again and again: what forks may be quicker than one look. */
    private void killRest(Owner owner, Progress progress) {
        long giveUp = System.nanoTime() + KILL_WITHIN.toNanos();
        Teller teller = new Teller(progress, "Killing what is left of the sandbox");
        while (true) {
            Remains remains = look(owner, Processes.all());
            if ((remains.shims().isEmpty() && remains.others().isEmpty()) || System.nanoTime() > giveUp) {
                return;
            }
            for (Path group : cgroups.directories(owner.thing())) {
                tellKernel(group.resolve("cgroup.kill"), "1");
            }
            remains.shims().forEach(seen -> Processes.kill(seen.id()));
            remains.others().forEach(seen -> Processes.kill(seen.id()));
            // What is frozen cannot die under cgroup v1.
            cgroups.freezer(owner.thing()).ifPresent(group -> {
                tellKernel(group.resolve("freezer.state"), "THAWED");
                tellKernel(group.resolve("cgroup.freeze"), "0");
            });
            teller.tell();
            Pause.of(PAUSE);
        }
    }

    /** Writes into a file of the kernel's where this kernel has it; the look afterwards shows whether it helped. */
    private static void tellKernel(Path file, String text) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            LOG.debug("{} does not take {}", file, text, e);
        }
    }

    private void removeGroups(Owner owner) {
        long giveUp = System.nanoTime() + KILL_WITHIN.toNanos();
        for (Path group : cgroups.directories(owner.thing())) {
            while (Files.isDirectory(group) && System.nanoTime() < giveUp && !removed(group)) {
                Pause.of(PAUSE); // busy for a moment after its last process has ended
            }
            removed(Path.of(String.valueOf(group.getParent()))); // goes when this was the last one
        }
    }

    private void removeFiles(Owner owner) {
        // The folder itself comes last in this list.
        files(owner).forEach(Sweeper::removed);
    }

    private static boolean removed(Path path) {
        try {
            Files.deleteIfExists(path);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Looks once more at everything, and says what was looked at. */
    private List<String> evidence(Owner owner) {
        List<Processes.Seen> table = Processes.all();
        Remains remains = look(owner, table);
        if (!remains.isEmpty()) {
            throw new MayflyException(
                    ErrorCode.STILL_THERE, "sandbox of %s: still there: %s".formatted(owner, remains));
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("none of %d processes on the host carries the mark %s".formatted(table.size(), owner.mark()));
        if (config.privileged()) {
            OptionalInt uid = uids.find(owner);
            evidence.add(
                    uid.isPresent()
                            ? "none of them runs as host user %d, which was its own".formatted(uid.getAsInt())
                            : "no host user id is reserved for it");
        }
        journal(owner)
                .status()
                .flatMap(Journal.Status::inner)
                .ifPresent(inner -> evidence.add(
                        "process %d, the first of its process namespace, is gone, and the namespace with it"
                                .formatted(inner.pid())));
        cgroups.directories(owner.thing()).forEach(path -> evidence.add("cgroup %s does not exist".formatted(path)));
        evidence.add(
                "folder %s, which held its sockets, does not exist".formatted(Launcher.runDirectory(config, owner)));
        evidence.add("no mount of the host names it");
        return evidence;
    }

    /** Gives back what only counts: the user id. Nothing runs under it any more. */
    void release(Owner owner) {
        if (config.privileged()) {
            uids.release(owner);
        }
    }

    // --- what was asked to end, and what is long over
    // ------------------------------------------------------------------

    private Path endingFile(Owner owner) {
        return config.stateDirectory().resolve("ended").resolve(owner.thing());
    }

    /** Remembers that removal was asked: from now on nothing may be made for this owner. */
    void markEnding(Owner owner) {
        Path file = endingFile(owner);
        try {
            Files.createDirectories(Path.of(String.valueOf(file.getParent())));
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            LOG.debug("{} was being removed already", owner);
        } catch (IOException e) {
            // A full disk must not keep anything alive; the store's fence guards against a late ensure as well.
            LOG.warn("It cannot be noted that {} is being removed", owner, e);
        }
    }

    boolean isEnding(Owner owner) {
        return Files.exists(endingFile(owner));
    }

    /** Forgets removals, and sandboxes that ended and that nobody removed, after a week; a few at each call. */
    void tidy() {
        Instant before = config.clock().instant().minus(REMEMBERED);
        int tidied = 0;
        for (String kind : List.of("ended", "journal")) {
            for (String thing : namesIn(config.stateDirectory().resolve(kind))) {
                Path entry = config.stateDirectory().resolve(kind).resolve(thing);
                if (tidied < TIDIED_AT_ONCE && isOlder(entry, before)) {
                    SandboxDriver.ownerOf(config.installation(), thing).ifPresent(this::tidy);
                    tidied++;
                }
            }
        }
    }

    private void tidy(Owner owner) {
        Journal journal = journal(owner);
        boolean over = journal.status().filter(Journal.Status::isOver).isPresent();
        if ((journal.exists() && !over) || !look(owner, Processes.all()).isEmpty()) {
            return;
        }
        journal.delete();
        release(owner);
        removed(endingFile(owner));
        removed(config.stateDirectory().resolve("locks").resolve(owner.thing()));
    }

    private static boolean isOlder(Path path, Instant than) {
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(than);
        } catch (IOException e) {
            return false; // it has just gone
        }
    }

    /** Reports what is being done, but not at each turn of a quick loop. */
    private static final class Teller {
        private final Progress progress;
        private final String doing;
        private long next = System.nanoTime();

        Teller(Progress progress, String doing) {
            this.progress = progress;
            this.doing = doing;
        }

        void tell() {
            if (System.nanoTime() - next >= 0) {
                next = System.nanoTime() + TELL_EVERY.toNanos();
                progress.report(doing);
            }
        }
    }
}
