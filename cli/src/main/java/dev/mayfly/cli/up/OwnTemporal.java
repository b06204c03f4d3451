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
final class OwnTemporal implements OwnServer {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final String PID = "run/temporal.pid";
    private static final int PORT = 7233;
    private static final int UI_PORT = 8233;

    private final DataFolder folder;
    private final ProcessHandle process;
    private final int port;
    private final int uiPort;

    private OwnTemporal(DataFolder folder, ProcessHandle process, int port, int uiPort) {
        this.folder = folder;
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
        return start(folder, program, Ports.free(PORT), Ports.free(UI_PORT));
    }

    /** Starts another one on the same folder and the same ports. */
    OwnTemporal again(Path program) throws IOException, InterruptedException {
        return start(folder, program, port, uiPort);
    }

    private static OwnTemporal start(DataFolder folder, Path program, int port, int uiPort)
            throws IOException, InterruptedException {
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
        boolean up = false;
        try {
            folder.write(PID, "%d%n%d%n%d%n".formatted(process.pid(), port, uiPort));
            up = Ports.answersWithin(START, port, process.toHandle()) && Ports.listens(process.pid(), port);
        } finally {
            if (!up) {
                process.destroyForcibly();
            }
        }
        if (!up) {
            throw new MayflyException(
                    ErrorCode.UNAVAILABLE,
                    "Temporal did not start within %s, or another one took its port first; its log is %s"
                            .formatted(START, log));
        }
        return new OwnTemporal(folder, process.toHandle(), port, uiPort);
    }

    private static Optional<OwnTemporal> find(DataFolder folder) throws IOException, InterruptedException {
        Path file = folder.path(PID);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<Integer> numbers =
                Files.readAllLines(file).stream().map(Integer::valueOf).toList();
        int port = numbers.get(1);
        // A pid alone proves nothing: its number may be another process's by now.
        Optional<ProcessHandle> running = ProcessHandle.of(numbers.getFirst())
                .filter(process -> OwnServer.commandLine(process.pid())
                        .contains(folder.path("temporal/temporal.db").toString()));
        // It may still be starting, and beside it no other one could.
        return running.isPresent() && Ports.answersWithin(START, port, running.get())
                ? running.map(process -> new OwnTemporal(folder, process, port, numbers.get(2)))
                : Optional.empty();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    String ui() {
        return "http://127.0.0.1:" + uiPort;
    }

    @Override
    public ProcessHandle process() {
        return process;
    }

    @Override
    public void stop() throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
        }
        folder.delete(PID);
    }
}
