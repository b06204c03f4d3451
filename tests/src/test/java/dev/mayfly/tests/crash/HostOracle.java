package dev.mayfly.tests.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what the host still has of a workspace, by looking at the host alone: the process table, the cgroups, the mounts,
 * the sockets, the run folders. It shares no code with what it judges, and knows only the workspace's id.
 */
final class HostOracle {
    private static final Path PROC = Path.of("/proc");
    private static final int FIRST_SANDBOX_UID = 1_879_048_192;
    private static final int SANDBOX_UIDS = 65_536;
    private static final Pattern WORKSPACE = Pattern.compile("ws-[0-9a-z]{12}");

    private final Path dataDirectory;
    private final Map<String, Set<Integer>> users = new HashMap<>();

    HostOracle(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** Everything that is left of it, each thing with its kind; empty when there is nothing. */
    List<String> leftOf(String workspace) {
        List<String> left = new ArrayList<>();
        processes(workspace, left);
        cgroups(workspace, left);
        mounts(workspace, left);
        sockets(workspace, left);
        runFolders(workspace, left);
        return left;
    }

    /**
     * A process is the workspace's when its command line, its environment or its cgroup names it; or when it runs as a
     * user that was seen to be the workspace's, unless it is meanwhile another workspace's.
     */
    private void processes(String workspace, List<String> left) {
        Set<Integer> its = users.computeIfAbsent(workspace, id -> new HashSet<>());
        List<Running> unmarked = new ArrayList<>();
        for (Running process : table()) {
            String said = process.commandLine() + process.environment() + process.cgroup();
            if (said.contains(workspace)) {
                left.add("process %d: %s".formatted(process.pid(), shortened(process.commandLine())));
                if (process.uid() >= FIRST_SANDBOX_UID && process.uid() < FIRST_SANDBOX_UID + SANDBOX_UIDS) {
                    its.add(process.uid());
                }
            } else if (!WORKSPACE.matcher(said).find()) {
                unmarked.add(process);
            }
        }
        unmarked.stream()
                .filter(process -> its.contains(process.uid()))
                .forEach(process -> left.add("process %d of user %d: %s"
                        .formatted(process.pid(), process.uid(), shortened(process.commandLine()))));
    }

    private record Running(long pid, int uid, String commandLine, String environment, String cgroup) {}

    private static List<Running> table() {
        List<Running> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path folder : folders) {
                String commandLine = text(folder.resolve("cmdline")).orElse("");
                String environment = text(folder.resolve("environ")).orElse("");
                String cgroup = text(folder.resolve("cgroup")).orElse("");
                // Last, because a process that ended under our eyes shows nothing of whose it was.
                String status = text(folder.resolve("status")).orElse("");
                if (!status.contains("\nVmSize:")) {
                    continue; // without memory: of the kernel, or dead and waiting for its parent
                }
                Matcher uid = Pattern.compile("\nUid:\t([0-9]+)").matcher(status);
                found.add(new Running(
                        Long.parseLong(String.valueOf(folder.getFileName())),
                        uid.find() ? Integer.parseInt(uid.group(1)) : -1,
                        commandLine,
                        environment,
                        cgroup));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Also those of version 1, of which there is one tree for each controller. */
    private static void cgroups(String workspace, List<String> left) {
        for (String line : text(Path.of("/proc/self/mountinfo")).orElseThrow().split("\n", -1)) {
            int dash = line.indexOf(" - cgroup");
            if (dash >= 0) {
                named(Path.of(line.split(" ", -1)[4]), workspace, "cgroup", left);
            }
        }
    }

    /** As this process sees them and as the host's first process does. */
    private static void mounts(String workspace, List<String> left) {
        for (String who : List.of("self", "1")) {
            text(PROC.resolve(who).resolve("mountinfo"))
                    .orElse("")
                    .lines()
                    .filter(line -> line.contains(workspace))
                    .forEach(line -> left.add("mount: " + shortened(line)));
        }
    }

    private static void sockets(String workspace, List<String> left) {
        text(Path.of("/proc/net/unix"))
                .orElseThrow()
                .lines()
                .filter(line -> line.contains(workspace))
                .forEach(line -> left.add("socket: " + shortened(line)));
    }

    /** Journals and archives stay on purpose; what a sandbox runs with must not. */
    private void runFolders(String workspace, List<String> left) {
        named(dataDirectory.resolve("drivers/sandbox/run"), workspace, "run folder", left);
        named(Path.of("/run/mayfly"), workspace, "run folder", left);
        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
                .ifPresent(folder -> named(Path.of(folder, "mayfly"), workspace, "run folder", left));
    }

    /** Adds what is named after the workspace anywhere below {@code root}. */
    private static void named(Path root, String workspace, String kind, List<String> left) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return look(folder);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return look(file);
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // gone in the moment of looking
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path folder, @org.jspecify.annotations.Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                private FileVisitResult look(Path path) {
                    if (String.valueOf(path.getFileName()).contains(workspace)) {
                        left.add(kind + " " + path);
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the kernel's; empty when its process is gone or hides it. */
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), ISO_8859_1).replace('\0', ' '));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() > 160 ? text.substring(0, 160) : text;
    }
}
