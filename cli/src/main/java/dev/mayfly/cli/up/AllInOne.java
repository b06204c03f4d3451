package dev.mayfly.cli.up;

import dev.mayfly.api.ApiServer;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.json.Json;
import dev.mayfly.worker.WorkerProcess;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
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
    private final Instant begun = Instant.now();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Optional<Guard<OwnTemporal>> temporal = Optional.empty();
    private volatile Optional<Guard<OwnPostgres>> postgres = Optional.empty();
    private volatile Optional<ApplicationContext> context = Optional.empty();
    private volatile String url = "";
    private volatile Instant upSince = Instant.EPOCH;

    private AllInOne(DataFolder folder) {
        this.folder = folder;
    }

    /** Takes the data folder, and starts nothing yet. */
    static AllInOne in(Path data) {
        DataFolder folder = DataFolder.take(data);
        folder.write("run/server.pid", ProcessHandle.current().pid() + "\n");
        return new AllInOne(folder);
    }

    /** Starts everything; {@link #close} stops what was started, also when this fails or is still at it. */
    void start(Wanted wanted) throws InterruptedException {
        startServers(wanted);
        ApplicationContext started = ApplicationContext.builder(settings(wanted))
                .environments(ApiServer.ENVIRONMENT)
                .banner(false)
                .start();
        context = Optional.of(started);
        WorkerProcess.begin(started);
        url = started.getBean(EmbeddedServer.class).start().getURL().toString();
        upSince = Instant.now();
        writeDown();
        announce();
    }

    /** Where it answers. */
    URI url() {
        return URI.create(url);
    }

    /** Nothing is started once it is closed; whoever closes it meanwhile waits until it can be stopped. */
    private synchronized void startServers(Wanted wanted) throws InterruptedException {
        if (closed.get()) {
            throw new InterruptedException("It was stopped before it had started");
        }
        // Closing the executor waits for both, so that one which starts is known even when the other one fails.
        Future<?> startingPostgres;
        Future<?> startingTemporal;
        try (ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
            startingPostgres = parallel.submit(() -> {
                if (wanted.postgres().isEmpty()) {
                    startPostgres();
                }
                return folder;
            });
            startingTemporal = parallel.submit(() -> {
                if (wanted.temporalAddress().isEmpty()) {
                    startTemporal();
                }
                return folder;
            });
        }
        demand(startingPostgres, "Postgres");
        demand(startingTemporal, "Temporal");
    }

    private void startPostgres() throws IOException, SQLException {
        Path cache = environment("MAYFLY_CACHE").map(Path::of).orElseGet(() -> folder.path("cache"));
        postgres =
                Optional.of(guarded("Postgres", OwnPostgres.start(folder, cache), dead -> dead.again(folder, cache)));
    }

    private void startTemporal() throws IOException, InterruptedException {
        Path program = Path.of(environment("MAYFLY_TEMPORAL_CLI").orElse("temporal"));
        temporal = Optional.of(guarded("Temporal", OwnTemporal.start(folder, program), dead -> dead.again(program)));
    }

    private <S extends OwnServer> Guard<S> guarded(String name, S server, Guard.Starting<S> starting) {
        // The launcher starts all of it again, and says so when that does not help either.
        Runnable end = () -> Thread.ofPlatform().name("give-up").start(() -> System.exit(1));
        return new Guard<>(name, server, starting, Guard.Pace.USUAL, this::writeDown, end).begin();
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static void demand(Future<?> starting, String what) throws InterruptedException {
        try {
            starting.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MayflyException known) {
                throw known;
            }
            throw new MayflyException(ErrorCode.UNAVAILABLE, "%s did not start: %s".formatted(what, e.getCause()), e);
        }
    }

    private Map<String, Object> settings(Wanted wanted) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("micronaut.server.host", LOOPBACK);
        settings.put("micronaut.server.port", wanted.port());
        settings.put("micronaut.application.name", "mayfly");
        settings.put("mayfly.data-dir", folder.path("").toString());
        settings.put("mayfly.installation-file", folder.path("installation").toString());
        settings.put("mayfly.blobs.directory", folder.path("blobs").toString());
        temporal.map(own -> own.server().address())
                .or(wanted::temporalAddress)
                .ifPresent(address -> settings.put("mayfly.temporal.address", address));
        temporal.ifPresent(
                own -> settings.put("mayfly.temporal.ui", own.server().ui()));
        wanted.temporalNamespace().ifPresent(name -> settings.put("mayfly.temporal.namespace", name));
        wanted.templates().ifPresent(directory -> settings.put("mayfly.templates.directory", directory.toString()));
        settings.put("flyway.datasources.default.enabled", true);
        settings.put("datasources.default.connection-timeout", 5_000);
        settings.put("mayfly.demo.enabled", true);
        folder.secret("demo-secret");
        folder.secret("session-key");
        settings.put("mayfly.session.key-file", folder.path("session-key").toString());
        settings.put("mayfly.demo.secret-file", folder.path("demo-secret").toString());
        environment("MAYFLY_SANDBOX_ROOTFS").ifPresent(rootfs -> settings.put("mayfly.drivers.sandbox.rootfs", rootfs));
        wanted.postgres().ifPresent(theirs -> {
            settings.put("datasources.default.url", theirs.url());
            theirs.password().ifPresent(password -> settings.put("datasources.default.password", password));
        });
        postgres.map(Guard::server).ifPresent(own -> {
            settings.put("datasources.default.url", own.url());
            settings.put("datasources.default.username", OwnPostgres.USER);
            settings.put("datasources.default.password", own.password());
        });
        return settings;
    }

    /** Tells other commands where it is; a part that was started again is another process. */
    private void writeDown() {
        if (url.isEmpty() || closed.get()) {
            return;
        }
        synchronized (folder) {
            folder.write(
                    "run/server.json",
                    Json.write(Map.of(
                            "pid", ProcessHandle.current().pid(),
                            "startedAt", upSince,
                            "url", url,
                            "temporalUi", temporal.map(own -> own.server().ui()).orElse(""),
                            "temporalPid", temporal.map(AllInOne::pid).orElse(0L),
                            "postgresPid", postgres.map(AllInOne::pid).orElse(0L))));
        }
    }

    private static long pid(Guard<?> guard) {
        return guard.server().process().pid();
    }

    private void announce() {
        StringBuilder text = new StringBuilder();
        // What follows the # never leaves the browser: it is in no request, and the portal takes it out of the address.
        line(text, "Portal", "%s/#code=%s".formatted(url, folder.secret("demo-secret")));
        line(text, "", "Open it and choose who you are: alice asks for workspaces, bob and carol approve,");
        line(text, "", "olga operates, adam audits.");
        line(text, "API", url + "/docs");
        temporal.ifPresent(own -> line(text, "Temporal UI", own.server().ui()));
        line(text, "Data", folder.path("").toString());
        folder.write("run/addresses", text.toString());
        System.out.printf(
                "%nMayfly is up, after %.1f s.%n%n%s%n",
                Duration.between(begun, upSince).toMillis() / 1000.0, text);
        System.out.println("""
                DEMO SIGN-IN IS ON, on this machine only. Everybody who can read the data folder is anybody, and so is
                everybody who has the portal's address with its code:
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
        stopAll();
    }

    private synchronized void stopAll() {
        context.ifPresent(started -> stop("API and worker", started::close));
        temporal.ifPresent(own -> stop("Temporal", own::stop));
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
