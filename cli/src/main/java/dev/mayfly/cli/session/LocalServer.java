package dev.mayfly.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The server of {@code mayfly up} on this machine, as it wrote itself down in {@code run/server.json} of its data
 * directory.
 *
 * @param startedAt when it was up
 */
public record LocalServer(long pid, Instant startedAt, URI url, Path dataDirectory) {
    private static final long LARGEST = 65_536;
    /** The server writes itself down once all of it runs, which takes a while when it sets up its database first. */
    private static final Duration LONGEST_START = Duration.ofMinutes(10);
    /** The kernel counts a start in hundredths of a second since boot, which an adjusted clock blurs. */
    private static final Duration BLUR = Duration.ofSeconds(5);

    /** What the data directory says of a server, if it says anything; whether it runs is another question. */
    public static Optional<LocalServer> find(Path dataDirectory) {
        Path file = dataDirectory.resolve("run").resolve("server.json");
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
            return Optional.of(new LocalServer(
                    json.path("pid").asLong(0),
                    Instant.parse(json.path("startedAt").asText()),
                    URI.create(json.path("url").asText().replaceFirst("/+$", "")),
                    dataDirectory));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            // Half-written or of another version: the same as none.
            return Optional.empty();
        }
    }

    /** Whether that process runs. */
    public boolean runs() {
        return whyNotOurs().isEmpty();
    }

    /**
     * Why the process of that number is not this server, if it is not: a number may be another's by now, so it must have
     * been started as a server, on this data directory, at the time that was written down.
     */
    public Optional<String> whyNotOurs() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (pid <= 1 || process.isEmpty()) {
            return Optional.of("no process has the number " + pid);
        }
        Optional<Instant> began = process.get().info().startInstant();
        if (began.isPresent() && !couldHaveBegun(began.get())) {
            return Optional.of("process %d began at %s and not before %s".formatted(pid, began.get(), startedAt));
        }
        List<String> command = commandLine();
        boolean server = command.stream().anyMatch(word -> word.endsWith("mayfly.jar")) && command.contains("up");
        if (!server) {
            return Optional.of("process %d is not a server of mayfly up".formatted(pid));
        }
        if (command.stream().noneMatch(this::namesDataDirectory)) {
            return Optional.of("process %d runs on another data directory".formatted(pid));
        }
        return Optional.empty();
    }

    private boolean couldHaveBegun(Instant began) {
        return began.minus(BLUR).isBefore(startedAt)
                && began.plus(LONGEST_START).isAfter(startedAt);
    }

    private boolean namesDataDirectory(String word) {
        String path = word.startsWith("--data-dir=") ? word.substring("--data-dir=".length()) : word;
        return path.startsWith("/") && real(Path.of(path)).equals(real(dataDirectory));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private List<String> commandLine() {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            String utf8 = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            return Arrays.asList(utf8.split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The launcher that starts the server again when it dies, if it runs. */
    public Optional<Long> launcher() {
        try {
            List<String> lines = Files.readAllLines(dataDirectory.resolve("run").resolve("launcher.pid"));
            if (lines.size() < 2 || !lines.get(0).matches("[1-9][0-9]{0,9}")) {
                return Optional.empty();
            }
            String stat = Files.readString(Path.of("/proc/" + lines.get(0) + "/stat"), StandardCharsets.ISO_8859_1);
            // The name in brackets may hold spaces; field 22, the start in ticks, is the 20th after it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields.length > 19 && fields[19].equals(lines.get(1).strip())
                    ? Optional.of(Long.parseLong(lines.get(0)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
