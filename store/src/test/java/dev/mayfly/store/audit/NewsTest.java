package dev.mayfly.store.audit;

import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.event;
import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.testing.Store;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NewsTest {
    private static final Store STORE = Store.start();

    /** Longer than any test waits when nothing is announced. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofSeconds(20);

    private final AuditLog audit = STORE.get(AuditLog.class);
    private final Database database = STORE.get(Database.class);
    private final News news = STORE.get(News.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void wakesWhoWaitsForThatWorkspace() throws InterruptedException {
        WorkspaceId workspace = id();
        try (News.Waiter waiter = news.of(workspace)) {
            waiter.await(Duration.ofSeconds(2)); // The first one of all wakes everybody when it begins to listen.
            audit.append(Optional.of(workspace), event(EventType.WARNED, START, "news"));

            assertThat(waited(waiter, LONG)).isLessThan(SOON);
        }
    }

    @Test
    void letsTheOthersSleep() throws InterruptedException {
        WorkspaceId other = id();
        try (News.Waiter waiter = news.of(id());
                News.Waiter told = news.of(other)) {
            waiter.await(Duration.ofSeconds(2));
            told.await(Duration.ofSeconds(2));
            audit.append(Optional.of(other), event(EventType.WARNED, START, "news"));

            assertThat(waited(told, LONG)).isLessThan(SOON);
            Duration quiet = Duration.ofMillis(500);
            assertThat(waited(waiter, quiet)).isGreaterThanOrEqualTo(quiet);
        }
    }

    @Test
    void listensAgainWhenItsConnectionIsCut() throws InterruptedException {
        WorkspaceId workspace = id();
        try (News.Waiter waiter = news.of(workspace)) {
            waiter.await(Duration.ofSeconds(2));
            int cut = database.write(
                    "cut the listening connection",
                    sql -> sql.fetch(
                                    "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' or query = 'select 1'")
                            .size());
            assertThat(cut).isPositive();
            waiter.await(SOON); // It wakes everybody when it listens again.

            audit.append(Optional.of(workspace), event(EventType.WARNED, START, "news"));

            assertThat(waited(waiter, LONG)).isLessThan(SOON);
        }
    }

    private static Duration waited(News.Waiter waiter, Duration longest) throws InterruptedException {
        long begun = System.nanoTime();
        waiter.await(longest);
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
