package dev.mayfly.store.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database of its own in a real Postgres. The server is started once in each JVM and ends with it; each call of
 * {@link #fresh} gives a new empty database, which the application context migrates when it starts.
 */
public final class TestPostgres {
    private static final String USER = "postgres";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private TestPostgres(String name) {
        this.name = name;
    }

    /** A new empty database. */
    public static TestPostgres fresh() {
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not make the database " + name, e);
        }
        return new TestPostgres(name);
    }

    /** What a Micronaut application context needs to use this database and to migrate it at its start. */
    public Map<String, String> properties() {
        return Map.of(
                "datasources.default.url", url(),
                "datasources.default.username", username(),
                "datasources.default.password", password(),
                "flyway.datasources.default.enabled", "true");
    }

    /** The JDBC URL. */
    public String url() {
        return Server.RUNNING.getJdbcUrl(USER, name);
    }

    /** The user, who may do everything. */
    public String username() {
        return USER;
    }

    /** The password; the server listens on the loopback interface only and trusts it. */
    public String password() {
        return USER;
    }

    /** Connections outside of any pool, for looking at what the code under test has written. */
    public DataSource dataSource() {
        return Server.RUNNING.getDatabase(USER, name);
    }

    /** Started by the first who asks. */
    private static final class Server {
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-postgres"));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException("The tests need Postgres, and it did not start", e);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Postgres did not stop", e);
            }
        }
    }
}
