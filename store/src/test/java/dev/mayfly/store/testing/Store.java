package dev.mayfly.store.testing;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The store's beans over a fresh database, for tests that need nothing else of Micronaut. */
public final class Store implements AutoCloseable {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final Path blobs = temporary();
    private final ApplicationContext context;

    private Store() {
        Map<String, Object> properties = new HashMap<>(postgres.properties());
        properties.put("mayfly.blobs.directory", blobs.toString());
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
        try (Stream<Path> below = Files.walk(blobs)) {
            for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of the test's blobs could not be removed", e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("mayfly-blobs");
        } catch (IOException e) {
            throw new UncheckedIOException("The tests need a folder for blobs", e);
        }
    }
}
