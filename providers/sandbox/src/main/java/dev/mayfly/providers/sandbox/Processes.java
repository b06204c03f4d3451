package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The host's process table, read from proc. */
final class Processes {

    /** One process for ever: ids are used again, ids with a start time (ticks since boot) are not. */
    record Id(long pid, long startedAt) {}

    /**
     * A process as it was when it was looked at.
     *
     * @param uid its effective user id
     * @param state its state's letter, such as S or T
     * @param pidNamespace as the kernel names it; empty when it may not be seen
     */
    record Seen(Id id, int uid, char state, List<String> commandLine, Optional<String> pidNamespace) {}

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    static String bootId() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.MISCONFIGURED, "/proc/sys/kernel/random/boot_id cannot be read", e);
        }
    }

    /** Whether this very process is there and is no mere remainder that waits to be collected. */
    static boolean isAlive(Id id) {
        return look(id.pid())
                .filter(seen -> seen.id().equals(id) && seen.state() != 'Z')
                .isPresent();
    }

    /** All processes but remainders. */
    static List<Seen> all() {
        List<Seen> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                look(Long.parseLong(String.valueOf(folder.getFileName())))
                        .filter(seen -> seen.state() != 'Z')
                        .ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "the process table cannot be listed: " + e, e);
        }
        return found;
    }

    /** The users from {@code first} on that processes run as; a quick look, for most processes are somebody else's. */
    static Set<Integer> users(int first, int count) {
        Set<Integer> found = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                owner(folder)
                        .filter(uid -> uid >= first && uid - first < count)
                        .flatMap(uid -> look(Long.parseLong(String.valueOf(folder.getFileName()))))
                        .filter(seen -> seen.state() != 'Z')
                        .ifPresent(seen -> found.add(seen.uid()));
            }
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "the process table cannot be listed: " + e, e);
        }
        return found;
    }

    private static Optional<Integer> owner(Path folder) throws IOException {
        try {
            return Optional.of((Integer) Files.getAttribute(folder, "unix:uid"));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it has just gone
        }
    }

    /** One process; empty when it has gone, also in the middle of looking. */
    static Optional<Seen> look(long pid) {
        Path folder = PROC.resolve(Long.toString(pid));
        try {
            String stat = new String(Files.readAllBytes(folder.resolve("stat")), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            int uid = -1;
            for (String line : new String(Files.readAllBytes(folder.resolve("status")), StandardCharsets.ISO_8859_1)
                    .split("\n", -1)) {
                if (line.startsWith("Uid:")) {
                    uid = (int) Long.parseLong(line.split("\t", -1)[2]);
                }
            }
            String line = new String(Files.readAllBytes(folder.resolve("cmdline")), StandardCharsets.UTF_8);
            List<String> words = Arrays.asList(line.split("\0", 0));
            return Optional.of(new Seen(
                    new Id(pid, Long.parseLong(fields[19])), uid, fields[0].charAt(0), words, pidNamespace(folder)));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> pidNamespace(Path folder) {
        try {
            return Optional.of(Files.readSymbolicLink(folder.resolve("ns/pid")).toString());
        } catch (IOException e) {
            // Another user's, or a process that is just going.
            return Optional.empty();
        }
    }

    /** Kills one process, if it is still the same. */
    static void kill(Id id) {
        if (isAlive(id)) {
            ProcessHandle.of(id.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Asks one process to end, if it is still the same. */
    static void terminate(Id id) {
        if (isAlive(id)) {
            ProcessHandle.of(id.pid()).ifPresent(ProcessHandle::destroy);
        }
    }
}
