package dev.mayfly.cli.up;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Temporal server with a durable database file. It outlives a server that is killed; the next one finds it by its pid
 * file and takes it over.
 */
final class OwnTemporal {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final String PID = "run/temporal.pid";
    private static final int PORT = 7233;
    private static final int UI_PORT = 8233;

    private final ProcessHandle process;
    private final int port;
    private final int uiPort;

    private OwnTemporal(ProcessHandle process, int port, int uiPort) {
        this.process = process;
        this.port = port;
        this.uiPort = uiPort;
    }

    /** Takes over the one that runs on this folder, or starts one. */
    static OwnTemporal start(DataFolder folder, Path program) throws IOException, InterruptedException {
        Optional<OwnTemporal> running = find(folder);
        if (running.isPresent()) {
            return running.get();
        }
        int port = Ports.free(PORT);
        int uiPort = Ports.free(UI_PORT);
        File log = folder.path("log/temporal.log").toFile();
        Process process = new ProcessBuilder(List.of(
                        program.toString(),
                        "server",
                        "start-dev",
                        "--db-filename",
                        folder.path("temporal/temporal.db").toString(),
                        "--ip",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--ui-port",
                        String.valueOf(uiPort),
                        "--log-level",
                        "warn",
                        // Each commit is on the disk before it is answered, at one flush instead of three or four.
                        "--sqlite-pragma",
                        "journal_mode=WAL",
                        "--sqlite-pragma",
                        "synchronous=FULL",
                        // A task's own worker gets its activities with the answer, without asking for them.
                        "--dynamic-config-value",
                        "system.enableActivityEagerExecution=true"))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
        folder.write(PID, "%d%n%d%n%d%n".formatted(process.pid(), port, uiPort));
        if (!Ports.answersWithin(START, port, process.toHandle()) || !Ports.listens(process.pid(), port)) {
            process.destroyForcibly();
            throw new MayflyException(
                    ErrorCode.UNAVAILABLE,
                    "Temporal did not start within %s, or another one took its port first; its log is %s"
                            .formatted(START, log));
        }
        return new OwnTemporal(process.toHandle(), port, uiPort);
    }

    private static Optional<OwnTemporal> find(DataFolder folder) throws IOException {
        Path file = folder.path(PID);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<Integer> numbers =
                Files.readAllLines(file).stream().map(Integer::valueOf).toList();
        int port = numbers.get(1);
        return ProcessHandle.of(numbers.getFirst())
                .filter(ProcessHandle::isAlive)
                .filter(process -> commandLine(process)
                        .contains(folder.path("temporal/temporal.db").toString()))
                .filter(process -> Ports.answers(port))
                .map(process -> new OwnTemporal(process, port, numbers.get(2)));
    }

    /** A pid alone proves nothing: its number may be another process's by now. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    String ui() {
        return "http://127.0.0.1:" + uiPort;
    }

    long pid() {
        return process.pid();
    }

    void stop(DataFolder folder) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
        }
        folder.delete(PID);
    }
}
