package dev.mayfly.store.log;

import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.event;
import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.event.EventType;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.audit.News;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.testing.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many events are appended durably while they are entered into the log, and how long one takes. It runs only by its
 * name: {@code -Dtest=LogBench}.
 */
class LogBench {
    private static final int WRITERS = 8;
    private static final int COUNT = 10_000;
    private static final int PACED = 2_000;
    private static final int PER_SECOND = 200;

    @TempDir
    private Path folder;

    @Test
    void appends() throws Exception {
        try (Store store = Store.start();
                ExecutorService pool = Executors.newFixedThreadPool(WRITERS + 1)) {
            // Every commit reaches the disk, as in an installation.
            try (Connection connection = store.postgres().dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("alter database " + connection.getCatalog() + " set synchronous_commit = on");
                statement.execute("alter system set fsync = on");
                statement.execute("select pg_reload_conf()");
            }
            AuditLog audit = store.get(AuditLog.class);
            LogReader log = store.get(LogReader.class);
            Sequencer sequencer = new Sequencer(
                    store.get(Database.class),
                    LogKeys.in(folder, "mayfly/bench", true),
                    "mayfly/bench",
                    Clock.systemUTC());
            AtomicBoolean over = new AtomicBoolean();
            Future<?> entering = pool.submit(() -> {
                try (News.Waiter waiter = store.get(News.class).ofAny()) {
                    while (!over.get()) {
                        if (sequencer.step() < Sequencer.BATCH) {
                            waiter.await(Duration.ofSeconds(1));
                        }
                    }
                }
                return over;
            });
            burst(pool, audit, COUNT / 10);
            long begun = System.nanoTime();
            burst(pool, audit, COUNT);
            double seconds = (System.nanoTime() - begun) / 1e9;
            while (log.waiting() > 0) {
                Thread.sleep(1);
            }
            double entered = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    "%.0f appends/s by %d writers; %.0f entries/s in the log%n",
                    COUNT / seconds, WRITERS, COUNT / entered);

            long[] micros = new long[PACED];
            long start = System.nanoTime();
            for (int i = 0; i < PACED; i++) {
                long due = start + i * (1_000_000_000L / PER_SECOND);
                LockSupport.parkNanos(due - System.nanoTime());
                audit.append(Optional.of(id()), event(EventType.WARNED, START, "paced"));
                // From when it was due, so that a slow one counts for those that waited behind it.
                micros[i] = (System.nanoTime() - due) / 1_000;
            }
            Arrays.sort(micros);
            System.out.printf(
                    "at %d/s: p50 %.1f ms, p99 %.1f ms, worst %.1f ms%n",
                    PER_SECOND, micros[PACED / 2] / 1e3, micros[PACED * 99 / 100] / 1e3, micros[PACED - 1] / 1e3);
            over.set(true);
            entering.get();
            while (log.waiting() > 0) {
                sequencer.step();
            }
            assertThat(log.differences(10)).isEmpty();
        }
    }

    private static void burst(ExecutorService pool, AuditLog audit, int count) throws Exception {
        var all = new ArrayList<Future<?>>();
        for (int writer = 0; writer < WRITERS; writer++) {
            all.add(pool.submit(() -> {
                for (int i = 0; i < count / WRITERS; i++) {
                    audit.append(Optional.of(id()), event(EventType.WARNED, START, "one of many"));
                }
            }));
        }
        for (var one : all) {
            one.get();
        }
    }
}
