package dev.mayfly.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An all-in-one server of our own in a folder of its own, with templates that are made for measuring. */
final class Server implements AutoCloseable {
    /** A workspace without a driver's time: what it takes is ours. */
    static final String SIMULATED = "bench-simulated";

    /** A desktop that keeps nothing at its end, so that the end is only removal. */
    static final String DESKTOP = "bench-desktop";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOPPING = Duration.ofSeconds(90);

    private final List<String> command;
    private final Path folder;
    private final int port;
    private Process process;
    private Milestones milestones;

    private Server(List<String> command, Path folder, int port) throws IOException {
        this.command = command;
        this.folder = folder;
        this.port = port;
        this.process = launch();
        this.milestones = watch();
    }

    /** When what was up, in milliseconds from the start of the process. */
    record Milestones(double postgres, double temporal, double healthy) {}

    static Server start(List<String> command) throws IOException {
        Path folder = Files.createTempDirectory("mayfly-bench-");
        // Sandboxes run as users of their own and have to come by.
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        Path templates = Files.createDirectory(folder.resolve("templates"));
        for (String name : List.of(SIMULATED, DESKTOP)) {
            try (InputStream text = Server.class.getResourceAsStream(name + ".pkl")) {
                Files.write(templates.resolve(name + ".pkl"), text == null ? new byte[0] : text.readAllBytes());
            }
        }
        return new Server(command, folder, freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("up", "--data-dir", data().toString(), "--port", String.valueOf(port)));
        ProcessBuilder builder = new ProcessBuilder(line);
        File log = folder.resolve("server.log").toFile();
        builder.environment()
                .put("MAYFLY_TEMPLATES_DIRECTORY", folder.resolve("templates").toString());
        // Waiting by asking again and again is the bench's own way, and not what is measured.
        builder.environment().put("MAYFLY_PACE_REQUESTS_PER_SECOND", "5000");
        builder.environment().put("MAYFLY_PACE_BURST", "5000");
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private Milestones watch() throws IOException {
        long begun = System.nanoTime();
        double postgres = Double.NaN;
        double temporal = Double.NaN;
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("The server ended at its start; see " + folder.resolve("server.log"));
            }
            if (Double.isNaN(postgres) && postgresReady()) {
                postgres = since(begun);
            }
            if (Double.isNaN(temporal) && temporalReady()) {
                temporal = since(begun);
            }
            if (answers(port) && Client.healthy(port)) {
                return new Milestones(postgres, temporal, since(begun));
            }
            pause(5);
        }
        throw new IllegalStateException("The server was not healthy within " + PATIENCE);
    }

    /** The eighth line of Postgres's pid file is its state. */
    private boolean postgresReady() {
        List<String> lines = lines(data().resolve("postgres/postmaster.pid"));
        return lines.size() > 7 && "ready".equals(lines.get(7).strip());
    }

    private boolean temporalReady() {
        List<String> lines = lines(data().resolve("run/temporal.pid"));
        return lines.size() > 1 && answers(Integer.parseInt(lines.get(1)));
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Milestones milestones() {
        return milestones;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    Path data() {
        return folder.resolve("data");
    }

    Client client(String user) {
        return new Client(port, "demo.%s.%s".formatted(user, demoSecret()));
    }

    /** What proves that somebody may be anybody of the demo. */
    String demoSecret() {
        return String.join("", lines(data().resolve("demo-secret"))).strip();
    }

    /** Stops everything in order. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends only the virtual machine, at once: its Postgres and Temporal live on, and the next start adopts them. */
    void crash() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on the same folder. */
    void again() throws IOException {
        process = launch();
        milestones = watch();
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("Could not clear " + folder, e);
        }
    }

    static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
