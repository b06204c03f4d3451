package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands on disk about one sandbox: what was to be made (written before it was), when it is to end, and what its
 * shim has done. Each file is replaced as a whole, so a reader never sees half of one.
 */
record Journal(Path directory) {

    /** Where the shim says that it stands. */
    enum Phase {
        STARTING,
        RUNNING,
        /** Its deadline has come; only an extension of this very moment can still save it. */
        ENDING,
        /** The sandbox ended by itself. */
        EXITED,
        /** The shim ended the sandbox. */
        ENDED
    }

    /**
     * What the shim wrote.
     *
     * @param shim process id of the shim, and when it started, in ticks since boot
     * @param inner the first process inside
     */
    record Status(
            Phase phase,
            String boot,
            Processes.Id shim,
            Optional<Processes.Id> bwrap,
            Optional<Processes.Id> inner,
            Optional<String> pidNamespace,
            String reason) {

        boolean isOver() {
            return phase == Phase.EXITED || phase == Phase.ENDED;
        }
    }

    private static final int LOG_SHOWN = 300;

    Path launchFile() {
        return directory.resolve("launch");
    }

    Path log() {
        return directory.resolve("shim.log");
    }

    Path filter() {
        return directory.resolve("seccomp.bpf");
    }

    private Path readyFile() {
        return directory.resolve("ready");
    }

    private Path deadlineFile() {
        return directory.resolve("deadline");
    }

    boolean exists() {
        return Files.exists(launchFile());
    }

    /** Whether the sandbox was ready for use once. */
    boolean wasReady() {
        return Files.exists(readyFile());
    }

    void markReady() {
        write(readyFile(), "yes\n");
    }

    /** Begins the journal: after this, whatever happens, it can be found. */
    void begin(List<String> launch, Instant deadline, byte[] filter) {
        try {
            Files.createDirectories(directory);
            Files.write(filter(), filter);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        arm(deadline);
        for (String line : launch) {
            if (line.indexOf('\n') >= 0) {
                throw new MayflyException(ErrorCode.INTERNAL, "a line of the journal has a line break in it");
            }
        }
        write(launchFile(), String.join("\n", launch) + "\n");
    }

    /** Sets the deadline, which the shim reads within two seconds. */
    void arm(Instant deadline) {
        write(deadlineFile(), "%d.%03d\n".formatted(deadline.getEpochSecond(), deadline.getNano() / 1_000_000));
    }

    Optional<Instant> deadline() {
        return read(deadlineFile()).flatMap(text -> {
            try {
                String[] parts = text.strip().split("\\.", -1);
                return Optional.of(
                        Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1]) * 1_000_000));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                return Optional.empty();
            }
        });
    }

    /** The values of one key of the launch file. */
    List<String> launch(String key) {
        return read(launchFile()).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    Optional<Integer> uid() {
        return launch("uid").stream().findFirst().map(Integer::valueOf);
    }

    Optional<Status> status() {
        return read(directory.resolve("status")).flatMap(text -> {
            Map<String, String> values = new HashMap<>();
            text.lines().forEach(line -> {
                int space = line.indexOf(' ');
                if (space > 0) {
                    values.put(line.substring(0, space), line.substring(space + 1));
                }
            });
            Optional<Processes.Id> shim = id(values, "shim");
            String phase = values.get("phase");
            if (shim.isEmpty() || phase == null) {
                return Optional.empty();
            }
            return Optional.of(new Status(
                    switch (phase) {
                        case "starting" -> Phase.STARTING;
                        case "running" -> Phase.RUNNING;
                        case "ending" -> Phase.ENDING;
                        case "exited" -> Phase.EXITED;
                        default -> Phase.ENDED;
                    },
                    values.getOrDefault("boot", ""),
                    shim.get(),
                    id(values, "bwrap"),
                    id(values, "inner"),
                    Optional.ofNullable(values.get("pidNamespace")),
                    values.getOrDefault("reason", "")));
        });
    }

    private static Optional<Processes.Id> id(Map<String, String> values, String key) {
        String pid = values.get(key);
        String start = values.get(key + "Start");
        if (pid == null || start == null) {
            return Optional.empty();
        }
        return Optional.of(new Processes.Id(Long.parseLong(pid), Long.parseLong(start)));
    }

    /** The end of what the shim and bwrap have complained about, on one line. */
    String complaint() {
        String log = read(log()).orElse("").strip().replaceAll("[\\p{Cntrl}]+", " ");
        return log.length() > LOG_SHOWN ? log.substring(log.length() - LOG_SHOWN) : log;
    }

    /** Removes the journal, its beginning last: until then the sandbox counts as one that may exist. */
    void delete() {
        try {
            if (!Files.isDirectory(directory)) {
                return;
            }
            List<Path> files;
            try (Stream<Path> found = Files.list(directory)) {
                files = new ArrayList<>(found.toList());
            }
            files.remove(launchFile());
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(launchFile());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new MayflyException(
                    ErrorCode.STILL_THERE, "the journal " + directory + " cannot be removed: " + e, e);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, file + " cannot be read: " + e, e);
        }
    }

    private void write(Path file, String text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private MayflyException cannotWrite(IOException e) {
        return new MayflyException(
                ErrorCode.HOST_EXHAUSTED, "the journal " + directory + " cannot be written: " + e, e);
    }
}
