package dev.mayfly.store.database;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Runs short transactions. One that is begun within another takes part in it. What goes wrong is told as a
 * {@link MayflyException}: {@code UNAVAILABLE} when the same may succeed later, {@code INTERNAL} otherwise.
 */
@Singleton
public class Database {
    /**
     * Classes of SQLSTATE that pass by themselves: no connection (08), a deadlock (40), short of resources (53), stopped
     * by an operator or a time limit (57).
     */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

    /** The server became a read-only standby: the next connection finds the new primary. */
    private static final String READ_ONLY = "25006";

    private static final int CLASS_LENGTH = 2;

    private final TransactionOperations<Connection> transactions;

    /** Uses the data source {@code datasources.default}. */
    public Database(TransactionOperations<Connection> transactions) {
        this.transactions = transactions;
    }

    /**
     * Reads in a transaction that cannot write.
     *
     * @param act what is being done, for the message of an error, such as "list the workspaces"
     */
    public <T> T read(String act, Function<DSLContext, T> query) {
        try {
            return transactions.executeRead(status -> query.apply(sql(status.getConnection())));
        } catch (RuntimeException e) {
            throw told(act, e);
        }
    }

    /** Reads and writes in a transaction; an exception rolls it back. */
    public <T> T write(String act, Function<DSLContext, T> work) {
        try {
            return transactions.executeWrite(status -> work.apply(sql(status.getConnection())));
        } catch (RuntimeException e) {
            throw told(act, e);
        }
    }

    /** Like {@link #write}, with nothing to give back. */
    public void change(String act, Consumer<DSLContext> work) {
        write(act, sql -> {
            work.accept(sql);
            return true;
        });
    }

    /** Returns when the store answers; {@code UNAVAILABLE} when it does not. */
    public void look() {
        read("see whether the store answers", sql -> sql.selectOne().fetch());
    }

    private static DSLContext sql(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES);
    }

    private static MayflyException told(String act, RuntimeException failure) {
        if (failure instanceof MayflyException known) {
            return known;
        }
        SQLException cause = sqlCause(failure);
        if (cause != null && passes(cause)) {
            return new MayflyException(
                    ErrorCode.UNAVAILABLE, "Could not %s: the store does not answer".formatted(act), failure);
        }
        return new MayflyException(ErrorCode.INTERNAL, "Could not %s: the store refused".formatted(act), failure);
    }

    /** Postgres gives every error a state: one without comes from the pool, whose connection was lost. */
    private static boolean passes(SQLException e) {
        String state = e.getSQLState();
        return state == null
                || e instanceof SQLTransientException
                || state.equals(READ_ONLY)
                || (state.length() > CLASS_LENGTH && PASSING.contains(state.substring(0, CLASS_LENGTH)));
    }

    /** The first SQL exception of the chain of causes, which Java keeps free of loops. */
    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof SQLException found) {
                return found;
            }
        }
        return null;
    }
}
