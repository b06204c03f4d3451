package dev.mayfly.cli.demo;

import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What this machine itself shows of a workspace: processes, cgroups, sockets, mounts and run directories that carry its
 * id. It asks the kernel and the file system alone, nothing of Mayfly.
 *
 * @param processes the numbers of processes whose command line or cgroup carries the id
 * @param others everything else, in words
 */
record Traces(Set<Long> processes, List<String> others) {
    private static final int DEEPEST_GROUP = 10;
    private static final int DEEPEST_RUN = 6;
    private static final long LARGEST = 1L << 20;

    Traces {
        processes = Set.copyOf(processes);
        others = List.copyOf(others);
    }

    static Traces of(WorkspaceId workspace, Path dataDirectory) {
        String id = workspace.value();
        List<String> others = new ArrayList<>();
        lines(Path.of("/proc/net/unix"), id, "socket", others);
        lines(Path.of("/proc/self/mounts"), id, "mount", others);
        named(Path.of("/sys/fs/cgroup"), id, DEEPEST_GROUP, "cgroup", others);
        for (Path run : runDirectories(dataDirectory)) {
            named(run, id, DEEPEST_RUN, "in a run directory", others);
        }
        return new Traces(marked(id), others);
    }

    boolean isEmpty() {
        return processes.isEmpty() && others.isEmpty();
    }

    int count() {
        return processes.size() + others.size();
    }

    /** All of it in words. */
    String inWords() {
        List<String> words = new ArrayList<>(others);
        processes.stream().sorted().forEach(pid -> words.add("process " + pid));
        return String.join("; ", words);
    }

    private static Set<Long> marked(String id) {
        Set<Long> found = new TreeSet<>();
        long self = ProcessHandle.current().pid();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.matches("[0-9]{1,9}"))
                    .map(Long::valueOf)
                    .filter(pid -> pid != self)
                    .filter(pid -> text(Path.of("/proc/" + pid + "/cmdline")).contains(id)
                            || text(Path.of("/proc/" + pid + "/cgroup")).contains(id))
                    .forEach(found::add);
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read, so nothing can be proved here", e);
        }
        return found;
    }

    private static void lines(Path file, String id, String kind, List<String> found) {
        text(file).lines().filter(line -> line.contains(id)).forEach(line -> found.add(kind + " " + line.strip()));
    }

    /** Empty for what is gone by now, or is another user's. */
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Path> runDirectories(Path dataDirectory) {
        List<Path> runs = new ArrayList<>();
        runs.add(Path.of("/run/mayfly"));
        String session = System.getenv("XDG_RUNTIME_DIR");
        if (session != null && !session.isBlank()) {
            runs.add(Path.of(session).resolve("mayfly"));
        }
        // Beside the run directories there are journals and archives, which are meant to stay.
        try (Stream<Path> below =
                Files.find(dataDirectory, 4, (path, kind) -> kind.isDirectory() && path.endsWith("run"))) {
            below.forEach(runs::add);
        } catch (IOException | UncheckedIOException e) {
            runs.add(dataDirectory.resolve("run"));
        }
        return runs;
    }

    private static void named(Path root, String id, int depth, String kind, List<String> found) {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (String.valueOf(folder.getFileName()).contains(id)) {
                        found.add(kind + " " + folder);
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    boolean named = String.valueOf(file.getFileName()).contains(id);
                    boolean registered = file.startsWith("/run/mayfly")
                            && attributes.isRegularFile()
                            && attributes.size() < LARGEST
                            && text(file).contains(id);
                    if (named || registered) {
                        found.add(kind + " " + file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            found.add("%s: %s cannot be looked through: %s".formatted(kind, root, e.getMessage()));
        }
    }
}
