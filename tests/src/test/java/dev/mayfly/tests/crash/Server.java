package dev.mayfly.tests.crash;

import dev.mayfly.cli.Mayfly;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An all-in-one server in a JVM of its own, on a data folder of its own, to be killed and started again. */
public final class Server implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Duration DEATH = Duration.ofSeconds(10);

    private final Path root;
    private final Path data;
    private final int port;
    private final Rest rest;
    private final HostOracle oracle;
    private final Map<String, String> environment;
    private @Nullable Process process;

    private Server(Map<String, String> environment) throws IOException {
        this.environment = Map.copyOf(environment);
        root = Files.createTempDirectory("mayfly-crash");
        data = root.resolve("d");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        rest = new Rest(port, data.resolve("demo-secret"));
        oracle = new HostOracle(data);
    }

    /** A fresh one that is up. */
    public static Server fresh() throws IOException {
        return fresh(Map.of());
    }

    /** A fresh one that is up, with more settings. */
    public static Server fresh(Map<String, String> environment) throws IOException {
        Server server = new Server(environment);
        try {
            server.start();
            return server;
        } catch (AssertionError | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Its public API. */
    public Rest rest() {
        return rest;
    }

    /** Its data folder. */
    public Path data() {
        return data;
    }

    /** Where it answers. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The beginning of every command line of Mayfly, as this build made it. */
    public static List<String> mayfly() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                Mayfly.class.getName());
    }

    HostOracle oracle() {
        return oracle;
    }

    /** Starts it on the same folder and waits until it is well. */
    public void start() {
        begin();
        awaitWell();
    }

    /** Starts it while its port is taken, and waits until it has given up. */
    void startInVain() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            begin();
            Process vain = Objects.requireNonNull(process);
            if (!vain.waitFor(START.toSeconds(), TimeUnit.SECONDS) || vain.exitValue() == 0) {
                throw new AssertionError("The server started without %s:%n%s".formatted(taken, logged()));
            }
        }
    }

    /** Starts it and does not wait. */
    void begin() {
        List<String> command = new ArrayList<>(mayfly());
        command.addAll(List.of("up", "--data-dir", data.toString(), "--port", String.valueOf(port)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        String rootfs = environment("MAYFLY_SANDBOX_ROOTFS")
                .orElseThrow(() -> new AssertionError("MAYFLY_SANDBOX_ROOTFS is not set; ./mayfly test sets it"));
        builder.environment().put("MAYFLY_SANDBOX_ROOTFS", rootfs);
        builder.environment().putAll(environment);
        // Unpacked Postgres programs are shared by all servers of a run.
        builder.environment()
                .computeIfAbsent(
                        "MAYFLY_CACHE",
                        name -> Path.of(System.getProperty("java.io.tmpdir"), "mayfly-tests-cache")
                                .toString());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is a test's stays out: the server is to be the one that people run. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    void awaitWell() {
        Process started = Objects.requireNonNull(process);
        Eventually.get(
                "The server is well",
                START,
                () -> {
                    if (!started.isAlive()) {
                        throw new AssertionError(
                                "The server ended with %d:%n%s".formatted(started.exitValue(), logged()));
                    }
                    return rest.isWell();
                },
                well -> well);
    }

    /** SIGKILL of the JVM alone. */
    public void kill() {
        Process killed = Objects.requireNonNull(process);
        killed.destroyForcibly();
        awaitDeath(killed.toHandle());
    }

    /** SIGKILL of the JVM, of Temporal and of Postgres, as when the power goes; only workspaces stay. */
    void killEverything() {
        List<ProcessHandle> others =
                List.of(temporal().orElseThrow(), postgres().orElseThrow());
        kill();
        others.forEach(ProcessHandle::destroyForcibly);
        others.forEach(Server::awaitDeath);
    }

    void killTemporal() {
        ProcessHandle killed = temporal().orElseThrow();
        killed.destroyForcibly();
        awaitDeath(killed);
    }

    void killPostgres() {
        ProcessHandle killed = postgres().orElseThrow();
        killed.destroyForcibly();
        awaitDeath(killed);
    }

    /** The orderly way out. */
    void stop() throws InterruptedException {
        Process stopped = Objects.requireNonNull(process);
        stopped.destroy();
        if (!stopped.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The server did not stop within %s:%n%s".formatted(STOP, logged()));
        }
    }

    boolean isAlive() {
        // One that was killed and not yet reaped has no command line any more.
        return process != null
                && process.toHandle().isAlive()
                && !commandLine(process.toHandle()).isEmpty();
    }

    /** The Temporal server that works on this folder, found in the process table. */
    Optional<ProcessHandle> temporal() {
        return first("start-dev", data.resolve("temporal/temporal.db").toString());
    }

    /** What an operator does in Temporal's page. */
    void terminateWorkflow(String workspace) throws IOException, InterruptedException {
        Process terminating = new ProcessBuilder(
                        environment("MAYFLY_TEMPORAL_CLI").orElse("temporal"),
                        "workflow",
                        "terminate",
                        "--workflow-id",
                        "workspace/" + workspace,
                        "--reason",
                        "by hand",
                        "--address",
                        "127.0.0.1:" + temporalPort())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        if (terminating.waitFor() != 0) {
            throw new AssertionError("The workflow was not terminated:%n%s".formatted(logged()));
        }
    }

    private String temporalPort() {
        List<String> words =
                List.of(commandLine(temporal().orElseThrow()).split(" ", -1));
        return words.get(words.indexOf("--port") + 1);
    }

    /** The Postgres server that works on this folder, found in the process table. */
    Optional<ProcessHandle> postgres() {
        return first("bin/postgres", "-D " + data.resolve("postgres"));
    }

    private Optional<ProcessHandle> first(String... words) {
        return ours().filter(process -> {
                    String line = commandLine(process);
                    return Arrays.stream(words).allMatch(line::contains);
                })
                .findFirst();
    }

    /** Whoever names the data folder, which nobody else has, is ours: the JVM, Temporal, Postgres, shims. */
    private Stream<ProcessHandle> ours() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> commandLine(process).contains(data.toString()));
    }

    private static String commandLine(ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
            return new String(line, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** A process that nobody waits for stays in the table as a zombie, which is dead enough. */
    private static void awaitDeath(ProcessHandle process) {
        Eventually.get(
                "Process %d is dead".formatted(process.pid()),
                DEATH,
                () -> !process.isAlive() || commandLine(process).isEmpty(),
                dead -> dead);
    }

    private Path log() {
        return root.resolve("server.log");
    }

    /** What it and its Postgres said last. */
    String logged() {
        return last(log()) + "\nPostgres:\n" + last(data.resolve("log/postgres.log"));
    }

    private static String last(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /** Whatever a test left: shims are asked, for they clear up, and all others are killed. */
    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroyForcibly();
            awaitDeath(process.toHandle());
        }
        List<ProcessHandle> shims =
                ours().filter(each -> commandLine(each).contains("shim.py")).toList();
        shims.forEach(ProcessHandle::destroy);
        ours().filter(each -> !shims.contains(each)).forEach(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + DEATH.toNanos();
        while (ours().findAny().isPresent() && System.nanoTime() < end) {
            Eventually.pause(Duration.ofMillis(50));
        }
        ours().forEach(ProcessHandle::destroyForcibly);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
