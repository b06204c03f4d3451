package dev.mayfly.cli.up;

import dev.mayfly.api.ApiServer;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.json.Json;
import dev.mayfly.worker.WorkerProcess;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Everything of one installation in one place: starts in the order of need, stops in the reverse. */
final class AllInOne implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final DataFolder folder;
    private final Optional<OwnTemporal> temporal;
    private final Optional<OwnPostgres> postgres;
    private final ApplicationContext context;
    private final AtomicBoolean closed = new AtomicBoolean();

    private AllInOne(
            DataFolder folder,
            Optional<OwnTemporal> temporal,
            Optional<OwnPostgres> postgres,
            ApplicationContext context) {
        this.folder = folder;
        this.temporal = temporal;
        this.postgres = postgres;
        this.context = context;
    }

    static AllInOne start(Path data, int port, Optional<String> temporalAddress, Optional<String> databaseUrl)
            throws InterruptedException {
        Instant begin = Instant.now();
        DataFolder folder = DataFolder.take(data);
        folder.write("run/server.pid", ProcessHandle.current().pid() + "\n");
        try (ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<OwnPostgres>> startingPostgres = parallel.submit(() -> startPostgres(folder, databaseUrl));
            Future<Optional<OwnTemporal>> startingTemporal =
                    parallel.submit(() -> startTemporal(folder, temporalAddress));
            Optional<OwnPostgres> postgres = result(startingPostgres, "Postgres");
            Optional<OwnTemporal> temporal = result(startingTemporal, "Temporal");
            String address =
                    temporal.map(OwnTemporal::address).or(() -> temporalAddress).orElseThrow();
            ApplicationContext context = ApplicationContext.builder(
                            settings(folder, port, address, postgres, databaseUrl))
                    .environments(ApiServer.ENVIRONMENT)
                    .banner(false)
                    .start();
            AllInOne all = new AllInOne(folder, temporal, postgres, context);
            WorkerProcess.begin(context);
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            all.announce(server.getURL().toString(), begin);
            return all;
        }
    }

    private static Optional<OwnPostgres> startPostgres(DataFolder folder, Optional<String> databaseUrl)
            throws IOException, SQLException {
        return databaseUrl.isPresent() ? Optional.empty() : Optional.of(OwnPostgres.start(folder, cache(folder)));
    }

    private static Optional<OwnTemporal> startTemporal(DataFolder folder, Optional<String> temporalAddress)
            throws IOException, InterruptedException {
        if (temporalAddress.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(OwnTemporal.start(
                folder, Path.of(environment("MAYFLY_TEMPORAL_CLI").orElse("temporal"))));
    }

    private static Path cache(DataFolder folder) {
        return environment("MAYFLY_CACHE").map(Path::of).orElseGet(() -> folder.path("cache"));
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static <T> T result(Future<T> starting, String what) throws InterruptedException {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MayflyException known) {
                throw known;
            }
            throw new MayflyException(ErrorCode.UNAVAILABLE, "%s did not start: %s".formatted(what, e.getCause()), e);
        }
    }

    private static Map<String, Object> settings(
            DataFolder folder,
            int port,
            String temporalAddress,
            Optional<OwnPostgres> postgres,
            Optional<String> databaseUrl) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("micronaut.server.host", LOOPBACK);
        settings.put("micronaut.server.port", port);
        settings.put("micronaut.application.name", "mayfly");
        settings.put("mayfly.data-dir", folder.path("").toString());
        settings.put("mayfly.blobs.directory", folder.path("blobs").toString());
        settings.put("mayfly.temporal.address", temporalAddress);
        settings.put("flyway.datasources.default.enabled", true);
        settings.put("datasources.default.connection-timeout", 5_000);
        settings.put("mayfly.demo.enabled", true);
        folder.secret("demo-secret");
        settings.put("mayfly.demo.secret-file", folder.path("demo-secret").toString());
        environment("MAYFLY_SANDBOX_ROOTFS").ifPresent(rootfs -> settings.put("mayfly.drivers.sandbox.rootfs", rootfs));
        databaseUrl.ifPresent(url -> settings.put("datasources.default.url", url));
        postgres.ifPresent(own -> {
            settings.put("datasources.default.url", own.url());
            settings.put("datasources.default.username", OwnPostgres.USER);
            settings.put("datasources.default.password", own.password());
        });
        return settings;
    }

    private void announce(String url, Instant begin) {
        folder.write(
                "run/server.json",
                Json.write(Map.of(
                        "pid", ProcessHandle.current().pid(),
                        "startedAt", Instant.now(),
                        "url", url,
                        "temporalUi", temporal.map(OwnTemporal::ui).orElse(""),
                        "temporalPid", temporal.map(OwnTemporal::pid).orElse(0L),
                        "postgresPid", postgres.map(OwnPostgres::pid).orElse(0L))));
        StringBuilder text = new StringBuilder();
        line(text, "API", url + "/docs");
        temporal.ifPresent(own -> line(text, "Temporal UI", own.ui()));
        line(text, "Data", folder.path("").toString());
        folder.write("run/addresses", text.toString());
        System.out.printf(
                "%nMayfly is up, after %.1f s.%n%n%s%n",
                Duration.between(begin, Instant.now()).toMillis() / 1000.0, text);
        System.out.println("""
                DEMO SIGN-IN IS ON, on this machine only. Everybody who can read the data folder is anybody:
                  alice           asks for workspaces      %1$s request docs-editor --reason "try it"
                  bob and carol   approve                  %1$s approve WORKSPACE --as bob
                  olga            operates                 %1$s holdings --as olga
                  adam            audits                   %1$s audit --as adam

                Ctrl-C stops it. Workspaces live on until they are ended or their time is over.
                """.formatted(environment("MAYFLY_COMMAND").orElse("./mayfly")));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-13s%s%n".formatted(name, value));
    }

    /** First what gives work, then what does it, then what remembers it. What cannot stop shields none of the others. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stop("API and worker", context::close);
        temporal.ifPresent(own -> stop("Temporal", () -> own.stop(folder)));
        postgres.ifPresent(own -> stop("Postgres", own::stop));
        folder.delete("run/server.json");
        folder.delete("run/server.pid");
    }

    private static void stop(String what, Stopping stopping) {
        try {
            stopping.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // By now nobody is left to handle it, and the log may be closed.
            System.err.printf("mayfly: %s did not stop in order: %s%n", what, e);
        }
    }

    /** One thing to stop. */
    @FunctionalInterface
    private interface Stopping {
        void stop() throws InterruptedException;
    }
}
