package dev.mayfly.store.audit;

import dev.mayfly.domain.workspace.WorkspaceId;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes those who wait for news of a workspace the moment that its event is committed, in whichever process that was:
 * Postgres's <a href="https://www.postgresql.org/docs/current/sql-notify.html">NOTIFY</a>, heard on one connection that
 * is taken when the first one waits. Notices can be lost while that connection is renewed, so a waiter looks from time to
 * time all the same.
 */
@Singleton
public class News {
    private static final Logger LOG = LoggerFactory.getLogger(News.class);

    /** The channel that the table's trigger speaks on. */
    private static final String CHANNEL = "audit_event";

    /** The key of those who wait for any event; no workspace's id is like it. */
    private static final String ANY = "*";

    /** A connection that has silently gone is noticed this late at most. */
    private static final Duration LISTEN = Duration.ofSeconds(10);

    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final DataSource source;
    private final ConcurrentHashMap<String, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private @Nullable Thread listening;

    News(DataSource source) {
        this.source = DelegatingDataSource.unwrapDataSource(source);
    }

    /** Waits for news of one workspace until it is closed. */
    public final class Waiter implements AutoCloseable {
        private final String workspace;
        private final Semaphore news = new Semaphore(0);

        private Waiter(String workspace) {
            this.workspace = workspace;
        }

        /** Returns when there may be news since the last call, and after {@code longest} in any case. */
        public void await(Duration longest) throws InterruptedException {
            if (news.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        }

        /** Ends a wait at once: an interrupt could break the connection of a query that is under way instead. */
        public void wake() {
            news.release();
        }

        @Override
        public void close() {
            waiters.computeIfPresent(workspace, (any, those) -> {
                those.remove(this);
                return those.isEmpty() ? null : those;
            });
        }
    }

    /** Begins to listen for news of a workspace; what happened before is not announced. */
    public Waiter of(WorkspaceId workspace) {
        return waiter(workspace.value());
    }

    /** Begins to listen for news of anything. */
    public Waiter ofAny() {
        return waiter(ANY);
    }

    private Waiter waiter(String key) {
        listen();
        Waiter waiter = new Waiter(key);
        waiters.compute(key, (any, those) -> {
            Set<Waiter> all = those == null ? ConcurrentHashMap.newKeySet() : those;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    private synchronized void listen() {
        if (listening == null) {
            listening = Thread.ofPlatform().daemon().name("news").start(this::run);
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Connection connection = source.getConnection()) {
                hear(connection);
            } catch (SQLException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                LOG.warn("News come late for a moment, because the store does not answer: {}", e.getMessage());
            }
            try {
                Thread.sleep(RECONNECT);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
            // What was said before is lost, so everybody looks once.
            waiters.values().forEach(News::wake);
            PGConnection heard = connection.unwrap(PGConnection.class);
            while (!Thread.currentThread().isInterrupted()) {
                PGNotification[] notices = heard.getNotifications((int) LISTEN.toMillis());
                if (notices == null || notices.length == 0) {
                    statement.execute("select 1");
                    continue;
                }
                for (PGNotification notice : notices) {
                    wake(waiters.getOrDefault(notice.getParameter(), Set.of()));
                }
                wake(waiters.getOrDefault(ANY, Set.of()));
            }
            statement.execute("unlisten " + CHANNEL);
        }
    }

    private static void wake(Set<Waiter> those) {
        those.forEach(Waiter::wake);
    }

    @PreDestroy
    synchronized void stop() {
        if (listening != null) {
            listening.interrupt();
        }
    }
}
