package dev.mayfly.store.database;

import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.testing.TestPostgres;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    @Test
    void aStoreThatDoesNotAnswerIsUnavailableAndIsUsedAgainWhenItDoes() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        Map<String, Object> properties = new HashMap<>(postgres.properties());
        properties.put("datasources.default.connection-timeout", 1_000);
        properties.put("datasources.default.maximum-pool-size", 2);
        String name = postgres.url().replaceAll(".*/([a-z0-9_]+)\\?.*", "$1");
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            Workspaces workspaces = context.getBean(Workspaces.class);
            Receipts receipts = context.getBean(Receipts.class);
            assertThat(workspaces.countByPhase()).containsEntry(Phase.IN_USE, 0L);

            admin("alter database %s with allow_connections false".formatted(name));
            admin("select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'".formatted(name));
            for (Runnable act : new Runnable[] {workspaces::countByPhase, () -> receipts.find(id())}) {
                assertThatExceptionOfType(MayflyException.class)
                        .isThrownBy(act::run)
                        .extracting(MayflyException::code)
                        .isEqualTo(ErrorCode.UNAVAILABLE);
            }

            admin("alter database %s with allow_connections true".formatted(name));
            assertThat(workspaces.countByPhase()).containsEntry(Phase.IN_USE, 0L);
            assertThat(receipts.find(id())).isEmpty();
        }
    }

    @Test
    void whatTheStoreRefusesIsADefectAndARefusalOfOursStaysWhatItIs() {
        try (ApplicationContext context =
                ApplicationContext.run(new HashMap<>(TestPostgres.fresh().properties()))) {
            Database database = context.getBean(Database.class);

            assertThatExceptionOfType(MayflyException.class)
                    .isThrownBy(() -> database.change("do nonsense", sql -> sql.execute("select 1 / 0")))
                    .returns(ErrorCode.INTERNAL, MayflyException::code)
                    .withMessage("Could not do nonsense: the store refused");
            assertThatExceptionOfType(MayflyException.class)
                    .isThrownBy(() -> database.change("write", sql -> {
                        throw new MayflyException(ErrorCode.ENDING, "ours");
                    }))
                    .returns(ErrorCode.ENDING, MayflyException::code);
            assertThatExceptionOfType(MayflyException.class)
                    .isThrownBy(() -> database.read("read", sql -> sql.execute("delete from host")));
        }
    }

    private static void admin(String sql) throws Exception {
        try (Connection connection = TestPostgres.fresh().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
