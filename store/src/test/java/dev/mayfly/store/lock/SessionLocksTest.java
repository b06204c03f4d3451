package dev.mayfly.store.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.store.testing.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class SessionLocksTest {
    @Test
    void isHeldByOneUntilItIsGivenBack() {
        try (Store store = Store.start()) {
            SessionLocks locks = store.get(SessionLocks.class);

            try (SessionLocks.Held held = locks.take("reaper/here").orElseThrow()) {
                assertThat(held.held()).isTrue();
                assertThat(locks.take("reaper/here")).isEmpty();
                locks.take("reaper/there").orElseThrow().close();
            }
            locks.take("reaper/here").orElseThrow().close();
        }
    }

    @Test
    void endsWithItsSessionAndItsHolderCanTell() throws SQLException {
        try (Store store = Store.start()) {
            SessionLocks locks = store.get(SessionLocks.class);
            SessionLocks.Held held = locks.take("reaper/here").orElseThrow();

            try (Connection operator = store.postgres().dataSource().getConnection();
                    Statement statement = operator.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
                        + " and database = (select oid from pg_database where datname = current_database())");
            }

            assertThat(held.held()).isFalse();
            locks.take("reaper/here").orElseThrow().close();
            held.close();
        }
    }
}
