package dev.mayfly.cli.up;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Postgres server with a durable data folder. It outlives a server that is killed; the next one finds it by Postgres's
 * own pid file and takes it over.
 */
final class OwnPostgres implements OwnServer {
    /** Postgres is the superuser that the server itself makes. */
    static final String USER = "postgres";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration REMAINS = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int CONNECTIONS = 60;
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int ANY_PORT = 0;

    private final ProcessHandle process;
    private final int port;
    private final String password;

    private OwnPostgres(ProcessHandle process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /** Takes over the one that runs on this folder, or starts one. */
    static OwnPostgres start(DataFolder folder, Path cache) throws IOException, SQLException {
        String password = folder.secret("run/postgres-password");
        Optional<OwnPostgres> running = find(folder, password);
        if (running.isPresent()) {
            return running.get();
        }
        return start(folder, cache, password, ANY_PORT);
    }

    /** Starts another one on the same folder and the same port. */
    OwnPostgres again(DataFolder folder, Path cache) throws IOException, SQLException {
        return start(folder, cache, password, port);
    }

    private static OwnPostgres start(DataFolder folder, Path cache, String password, int port)
            throws IOException, SQLException {
        Path data = folder.path("postgres");
        awaitRemains(data);
        // The library's own lock stays with this process when its server dies; the one on the whole data folder counts.
        Files.deleteIfExists(data.resolve("epg-lock"));
        boolean up = false;
        try {
            OwnPostgres postgres = launch(folder, cache, password, port);
            postgres.demandPassword(data);
            up = true;
            return postgres;
        } finally {
            if (!up) {
                named(folder, password).ifPresent(left -> left.process.destroyForcibly());
            }
        }
    }

    private static OwnPostgres launch(DataFolder folder, Path cache, String password, int port) throws IOException {
        File log = folder.path("log/postgres.log").toFile();
        EmbeddedPostgres.builder()
                .setDataDirectory(folder.path("postgres"))
                .setPort(port)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(cache.resolve("postgres").toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START)
                .setConnectConfig("password", password)
                // The library is made for tests and starts Postgres without regard for power cuts; here they count.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", String.valueOf(CONNECTIONS))
                .setServerConfig("shared_buffers", "32MB")
                .setServerConfig("listen_addresses", "127.0.0.1")
                // Nobody uses a socket file, and the lock beside it would outlive a server that was killed.
                .setServerConfig("unix_socket_directories", "")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
                .start();
        // The process that the library knows is a starter that is gone by now; who serves stands in Postgres's own
        // file.
        return named(folder, password)
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.UNAVAILABLE, "Postgres ended as soon as it had started; its log is " + log));
    }

    /**
     * Sessions of a server that was killed live on for moments, and Postgres refuses to start beside them. They all work
     * in its data folder. Should one not go, Postgres itself says so.
     */
    private static void awaitRemains(Path data) throws IOException {
        long end = System.nanoTime() + REMAINS.toNanos();
        while (Files.isDirectory(data) && System.nanoTime() < end && worksIn(data.toRealPath())) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        // The file of one that was killed: its number may be another process's by now, and Postgres would not start
        // then.
        // The lock on the data folder is ours, so nobody else is starting one.
        if (Files.isDirectory(data) && !worksIn(data.toRealPath())) {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
    }

    private static boolean worksIn(Path data) {
        return ProcessHandle.allProcesses().anyMatch(process -> data.equals(workplace(process)));
    }

    /** The folder that a process works in; none for another user's, and for one that is gone by now. */
    private static @Nullable Path workplace(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"));
        } catch (IOException e) {
            return null;
        }
    }

    /** Fresh data folders trust everybody on this machine; ours asks for a password from the first start on. */
    private void demandPassword(Path data) throws IOException, SQLException {
        Path rules = data.resolve("pg_hba.conf");
        String ours = """
                # Everybody who connects shows the password, which only the owner of the data folder can read.
                host all all 127.0.0.1/32 scram-sha-256
                """;
        if (Files.readString(rules).equals(ours)) {
            return;
        }
        try (Connection connection = DriverManager.getConnection(url(), USER, password);
                Statement statement = connection.createStatement()) {
            statement.execute("SET password_encryption = 'scram-sha-256'");
            statement.execute("ALTER USER postgres PASSWORD '" + password + "'");
            Files.writeString(rules, ours);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static Optional<OwnPostgres> find(DataFolder folder, String password) throws IOException {
        Optional<OwnPostgres> named = named(folder, password);
        long end = System.nanoTime() + REMAINS.toNanos();
        // It may still be starting, and beside it no other one could.
        while (named.isPresent() && !named.get().answers()) {
            if (System.nanoTime() > end) {
                return Optional.empty();
            }
            LockSupport.parkNanos(LOOK.toNanos());
            named = named(folder, password);
        }
        return named;
    }

    /** The one that Postgres's own pid file names, if there is such a process and it works in that folder. */
    private static Optional<OwnPostgres> named(DataFolder folder, String password) throws IOException {
        Path file = folder.path("postgres/postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() <= PORT_LINE) {
            return Optional.empty();
        }
        int port = Integer.parseInt(lines.get(PORT_LINE).strip());
        Path data = folder.path("postgres").toRealPath();
        return ProcessHandle.of(Long.parseLong(lines.get(PID_LINE).strip()))
                .filter(process -> data.equals(workplace(process)))
                .map(process -> new OwnPostgres(process, port, password));
    }

    /** A pid alone proves nothing; who knows the password of this folder is its server. */
    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url(), USER, password)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    String password() {
        return password;
    }

    @Override
    public ProcessHandle process() {
        return process;
    }

    /** The fast stop: sessions are ended and everything is written down. */
    @Override
    public void stop() throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException | java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new MayflyException(
                    ErrorCode.INTERNAL, "Postgres (pid %d) did not stop within %s".formatted(process.pid(), STOP), e);
        }
    }
}
