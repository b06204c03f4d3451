package dev.mayfly.api.testing;

import dev.mayfly.store.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** A running API. */
public final class Running implements AutoCloseable {
    /** The secret of the demo's tokens. */
    public static final String SECRET = "a-secret-for-tests-only";

    private final EmbeddedServer server;
    private final TestPostgres postgres;
    private final Path blobs;

    private Running(Map<String, Object> more) {
        postgres = TestPostgres.fresh();
        blobs = temporary();
        Map<String, Object> properties = new HashMap<>(postgres.properties());
        properties.put("mayfly.blobs.directory", blobs.toString());
        properties.put("mayfly.log.keys", blobs.resolve("log-keys").toString());
        properties.put("mayfly.templates.directory", TestTemplates.directory().toString());
        properties.put("mayfly.templates.shipped", "false");
        properties.put("mayfly.demo.enabled", "true");
        properties.put("mayfly.demo.secret-file", secretFile().toString());
        properties.put("mayfly.test.temporal", "in-memory");
        properties.put("mayfly.pace.requests-per-second", 100_000);
        properties.put("mayfly.pace.burst", 100_000);
        properties.put("micronaut.server.port", -1);
        properties.putAll(more);
        server = ApplicationContext.run(EmbeddedServer.class, properties, "api");
    }

    /** One with a Temporal in memory, shared by the tests of this JVM. */
    public static Running shared() {
        return Shared.RUNNING;
    }

    /** One of its own, with other settings. */
    public static Running with(Map<String, Object> more) {
        return new Running(more);
    }

    /** A client that is not signed in. */
    public Http anonymous() {
        return new Http(server.getURI(), "");
    }

    /** A client that is signed in to the demo. */
    public Http as(String user) {
        return new Http(server.getURI(), "demo." + user + "." + SECRET);
    }

    /** A client with that token. */
    public Http withToken(String token) {
        return new Http(server.getURI(), token);
    }

    /** Where it listens, such as http://127.0.0.1:1234. */
    public String origin() {
        return server.getURI().toString();
    }

    /** Somebody whose sign-in ends by itself. */
    public Signed brief(String user, java.time.Instant until) {
        return new Signed(
                new Http(server.getURI(), "brief.%s.%d.%s".formatted(user, until.getEpochSecond(), SECRET)),
                java.time.Instant.ofEpochSecond(until.getEpochSecond()));
    }

    /** A client and until when it is signed in. */
    public record Signed(Http http, java.time.Instant until) {}

    /** A bean. */
    public <T> T get(Class<T> bean) {
        return server.getApplicationContext().getBean(bean);
    }

    /** Stops it as a server is stopped that shall start again. */
    public void stop() {
        server.getApplicationContext().close();
    }

    /** Where the blobs lie. */
    public Path blobs() {
        return blobs;
    }

    /** The database below. */
    public TestPostgres postgres() {
        return postgres;
    }

    /** A file with the secret, as {@code up} would write it. */
    public static Path secretFile() {
        try {
            Path file = Files.createTempFile(
                    "demo-secret",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, SECRET + "\n");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("mayfly-blobs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Shared {
        private static final Running RUNNING = new Running(Map.of());
    }
}
