package dev.mayfly.store.lock;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Postgres's <a href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">advisory locks</a>,
 * each held by a session of its own: Postgres gives it to nobody else while that session lives, and frees it when the
 * session ends, however that comes about.
 */
@Singleton
public class SessionLocks {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLocks.class);
    private static final int ANSWER_SECONDS = 2;

    private final DataSource source;

    /** Takes a connection of {@code source} for each lock that is held. */
    public SessionLocks(DataSource source) {
        this.source = DelegatingDataSource.unwrapDataSource(source);
    }

    /** A lock that is held until it is closed. */
    public static final class Held implements AutoCloseable {
        private final String name;
        private final Connection session;

        private Held(String name, Connection session) {
            this.name = name;
            this.session = session;
        }

        /** Whether the session that holds it lives; to be asked before each act that only one may do. */
        public boolean held() {
            try {
                return session.isValid(ANSWER_SECONDS);
            } catch (SQLException e) {
                return false;
            }
        }

        @Override
        public void close() {
            try (session) {
                ask(session, "select pg_advisory_unlock(hashtextextended(?, 0))", name);
            } catch (SQLException e) {
                // The session is broken, and Postgres frees the lock with it.
                LOG.warn("The lock {} ended with its session: {}", name, e.getMessage());
            }
        }
    }

    /**
     * Takes the lock, without waiting.
     *
     * @return absent while another session holds it
     * @throws MayflyException {@code UNAVAILABLE} when the store does not answer
     */
    public Optional<Held> take(String name) {
        try {
            Connection session = source.getConnection();
            if (taken(session, name)) {
                return Optional.of(new Held(name, session));
            }
            session.close();
            return Optional.empty();
        } catch (SQLException e) {
            throw new MayflyException(
                    ErrorCode.UNAVAILABLE, "Could not take the lock %s: the store does not answer".formatted(name), e);
        }
    }

    private static boolean taken(Connection session, String name) throws SQLException {
        try {
            session.setAutoCommit(true);
            return ask(session, "select pg_try_advisory_lock(hashtextextended(?, 0))", name);
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    private static boolean ask(Connection session, String sql, String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setQueryTimeout(ANSWER_SECONDS);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
