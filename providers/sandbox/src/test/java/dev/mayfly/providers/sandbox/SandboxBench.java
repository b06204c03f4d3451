package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.contract.Bench;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.DriverContext;
import dev.mayfly.providers.spi.Exec;
import dev.mayfly.providers.spi.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** This very host as a world to test in, with an oracle that looks at the kernel and not at the driver's books. */
interface SandboxBench extends Bench<SandboxSpec> {
    /** Where this run of the tests keeps its state, by installation. */
    Path STATE = temporary("mayfly-sandbox-test-" + ProcessHandle.current().pid());

    InstallationId INSTALLATION =
            new InstallationId("t" + ProcessHandle.current().pid());
    InstallationId STRANGER = new InstallationId("s" + ProcessHandle.current().pid());

    SandboxSpec SMALL = new SandboxSpec(false, 128, 1, 64, 16, 16, 32, 256, "640x480");
    SandboxSpec DESKTOP = new SandboxSpec(true, 512, 2, 256, 64, 32, 64, 1024, "1024x768");

    @Override
    default Driver<SandboxSpec> freshDriver() {
        return driver();
    }

    @Override
    default Driver<SandboxSpec> strangersDriver() {
        return driver(STRANGER, Map.of());
    }

    @Override
    default InstallationId installation() {
        return INSTALLATION;
    }

    @Override
    default SandboxSpec spec() {
        return SMALL;
    }

    @Override
    default List<String> world(Owner owner) {
        return Oracle.world(owner);
    }

    /** Short, because the names of sockets are; gone with this process. */
    private static Path temporary(String name) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), name);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!Files.isDirectory(folder)) {
                return;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        return folder;
    }

    static SandboxDriver driver() {
        return driver(INSTALLATION, Map.of());
    }

    static SandboxDriver driver(InstallationId installation, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("rootfs", rootfs().toString());
        // A developer who is not root may have no cgroups; what then is not enforced is not tested, and counted as
        // such.
        all.putIfAbsent("accept-unenforced-limits", Boolean.toString(!isRoot()));
        return driver(installation, STATE.resolve(installation.value()), all);
    }

    static SandboxDriver driver(InstallationId installation, Path state, Map<String, String> settings) {
        return new SandboxDriver(SandboxConfig.from(
                new DriverContext(installation, new HostId("here"), state, settings, Clock.systemUTC()), Map.of()));
    }

    /** The tree that {@code ./mayfly test} names, else the newest that was built for this user. */
    static Path rootfs() {
        String named = System.getenv("MAYFLY_SANDBOX_ROOTFS");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache != null && !cache.isBlank() ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
        try (Stream<Path> built = Files.list(base.resolve("mayfly/rootfs"))) {
            return built.filter(path -> Files.isExecutable(path.resolve("usr/bin/python3")))
                    .max(Comparator.comparing(path -> path.toFile().lastModified()))
                    .orElseThrow();
        } catch (IOException | java.util.NoSuchElementException e) {
            throw new IllegalStateException(
                    "the sandbox's root file system is not built: run ./mayfly test, or"
                            + " providers/sandbox/rootfs/build FOLDER and set MAYFLY_SANDBOX_ROOTFS to it",
                    e);
        }
    }

    static Exec.Result run(Owner owner, String script) {
        return driver().exec(
                        owner,
                        List.of("sh", "-c", script),
                        new byte[0],
                        1 << 20,
                        Duration.ofSeconds(30),
                        Progress.SILENT);
    }

    static String output(Exec.Result result) {
        return new String(result.output(), StandardCharsets.UTF_8).strip();
    }

    static String errors(Exec.Result result) {
        return new String(result.errors(), StandardCharsets.UTF_8).strip();
    }

    static boolean isRoot() {
        return Oracle.lines(Path.of("/proc/self/status")).contains("Uid:\t0\t0\t0\t0");
    }

    /** For tests of limits that only a cgroup can set: root always has them, so for root this never skips. */
    static void assumeCgroups() {
        boolean inForce =
                driver().check().details().getOrDefault("limits by cgroup", "").contains("memory");
        Assumptions.assumeTrue(isRoot() || inForce, "this user may not write to any cgroup");
    }

    /** What the kernel shows of an owner's things. */
    final class Oracle {
        private Oracle() {}

        static List<String> world(Owner owner) {
            List<String> found = new ArrayList<>();
            for (long pid : processes(owner)) {
                Path folder = Path.of("/proc/" + pid);
                boolean answering = isAnswering(folder);
                // Looked at last, for it may have ended while it was looked at.
                if (!answering
                        && stat(folder).filter(fields -> !fields[0].equals("Z")).isPresent()) {
                    found.add("process " + pid);
                }
            }
            cgroups(owner).forEach(path -> found.add("cgroup " + path));
            Path run = runDirectory(owner);
            if (Files.exists(run)) {
                found.add("run directory " + run);
                list(run).forEach(path -> found.add("file " + path));
            }
            for (String line : lines(Path.of("/proc/self/mountinfo"))) {
                if (line.contains(owner.thing())) {
                    found.add("mount " + line);
                }
            }
            for (String line : lines(Path.of("/proc/net/unix"))) {
                if (line.contains(owner.thing())) {
                    found.add("listening socket " + line.substring(line.indexOf('/')));
                }
            }
            return found.stream().distinct().toList();
        }

        /** The agent's children that answer one request and end: forked, with a command line like their parent's. */
        private static boolean isAnswering(Path folder) {
            List<String> words = commandLine(folder);
            return words.contains("/run/agent.py")
                    && stat(folder)
                            .filter(fields ->
                                    commandLine(Path.of("/proc/" + fields[1])).equals(words))
                            .isPresent();
        }

        /** Processes that carry the mark, and all that stand below them in the process tree. */
        static List<Long> processes(Owner owner) {
            List<Long> found = new ArrayList<>();
            Map<Long, Long> parents = new HashMap<>();
            for (Path folder : list(Path.of("/proc"))) {
                String name = folder.getFileName().toString();
                if (!name.matches("[0-9]+") || stat(folder).isEmpty()) {
                    continue;
                }
                String[] fields = stat(folder).get();
                if (fields[0].equals("Z")) {
                    continue;
                }
                parents.put(Long.valueOf(name), Long.valueOf(fields[1]));
                if (commandLine(folder).contains(owner.mark())) {
                    found.add(Long.valueOf(name));
                }
            }
            boolean more = true;
            while (more) {
                more = false;
                for (Map.Entry<Long, Long> entry : parents.entrySet()) {
                    if (found.contains(entry.getValue()) && !found.contains(entry.getKey())) {
                        found.add(entry.getKey());
                        more = true;
                    }
                }
            }
            return found.stream().sorted().toList();
        }

        /** The words of a process's command line; none when it has gone. */
        static List<String> commandLine(Path folder) {
            try {
                String line = Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1);
                return Arrays.asList(line.split("\0", 0));
            } catch (IOException e) {
                return List.of();
            }
        }

        /** Fields of proc's stat from the state on. */
        static Optional<String[]> stat(Path folder) {
            try {
                String text = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
                return Optional.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        static List<Path> cgroups(Owner owner) {
            List<Path> found = new ArrayList<>();
            FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (folder.endsWith(Path.of("mayfly." + owner.installation(), owner.thing()))) {
                        found.add(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE; // another user's, or just gone
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            };
            try {
                Files.walkFileTree(Path.of("/sys/fs/cgroup"), Set.of(), 6, visitor);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return found;
        }

        static Path runDirectory(Owner owner) {
            return STATE.resolve(owner.installation().value()).resolve("run").resolve(owner.thing());
        }

        static List<String> lines(Path file) {
            try {
                return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static List<Path> list(Path folder) {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
