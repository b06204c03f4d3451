package dev.mayfly.store.testing;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The store's beans over a fresh database, for tests that need nothing else of Micronaut. */
public final class Store implements AutoCloseable {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final ApplicationContext context;

    private Store() {
        Map<String, Object> properties = new HashMap<>(postgres.properties());
        properties.put("mayfly.blobs.directory", temporary().toString());
        context = ApplicationContext.run(properties);
    }

    /** Migrates a fresh database and starts the beans. */
    public static Store start() {
        return new Store();
    }

    /** A bean of the store. */
    public <T> T get(Class<T> bean) {
        return context.getBean(bean);
    }

    /** The database below. */
    public TestPostgres postgres() {
        return postgres;
    }

    @Override
    public void close() {
        context.close();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("mayfly-blobs");
        } catch (IOException e) {
            throw new UncheckedIOException("The tests need a folder for blobs", e);
        }
    }
}
