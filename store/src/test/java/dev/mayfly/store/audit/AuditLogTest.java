package dev.mayfly.store.audit;

import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.event;
import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.database.Database;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static final Store STORE = Store.start();

    private final AuditLog audit = STORE.get(AuditLog.class);
    private final Database database = STORE.get(Database.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void anEventIsReadAsItWasAppended() {
        WorkspaceId workspace = id();
        Event event = new Event(EventType.WARNED, START, "ada", "It's \"so\": ü €", Map.of("a", "1", "b", ""));

        audit.append(Optional.of(workspace), event);

        Entry entry = audit.after(workspace, 0, 10).getFirst();
        assertThat(entry).isEqualTo(new Entry(entry.id(), Optional.of(workspace), event));
        assertThat(audit.after(workspace, entry.id(), 10)).isEmpty();
    }

    @Test
    void anEventOfTheInstallationBelongsToNoWorkspace() {
        Event event = new Event(EventType.EXECUTED, START, "operator-of-none", "By itself", Map.of());

        audit.append(Optional.empty(), event);

        AuditFilter filter = new AuditFilter(
                Optional.empty(), Set.of(), Optional.of("operator-of-none"), Optional.empty(), Optional.empty());
        assertThat(audit.latest(filter, Optional.empty(), 10).items())
                .extracting(Entry::workspace)
                .containsExactly(Optional.empty());
    }

    @Test
    void anEventWithAKeyIsAppendedOnce() {
        WorkspaceId workspace = id();
        Event event = event(EventType.FILE_IN, START, "once");

        assertThat(audit.appendOnce(Optional.of(workspace), event, workspace + "/call-1"))
                .isTrue();
        assertThat(audit.appendOnce(Optional.of(workspace), event, workspace + "/call-1"))
                .isFalse();

        assertThat(audit.after(workspace, 0, 10)).hasSize(1);
    }

    @Test
    void aReaderGoesOnWhereItStopped() {
        WorkspaceId workspace = id();
        SequencedMap<String, Event> events = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            events.put(workspace + "/" + i, event(EventType.EXECUTED, START, "event " + i));
        }
        audit.appendOnce(workspace, events);

        List<Entry> first = audit.after(workspace, 0, 4);
        List<Entry> rest = audit.after(workspace, first.getLast().id(), 100);

        assertThat(first).hasSize(4);
        assertThat(messages(first)).endsWith("event 3");
        assertThat(messages(rest)).startsWith("event 4").endsWith("event 9").hasSize(6);
    }

    @Test
    void whatIsAppendedInATransactionThatFailsIsNotThere() {
        WorkspaceId workspace = id();

        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(() -> database.change("fail", sql -> {
                    audit.append(Optional.of(workspace), event(EventType.READY, START, "never"));
                    throw new MayflyException(ErrorCode.WRONG_PHASE, "on purpose");
                }));

        assertThat(audit.after(workspace, 0, 10)).isEmpty();
    }

    @Test
    void aLaterEventOfAWorkspaceWaitsForAnEarlierOneThatIsNotCommitted() throws Exception {
        WorkspaceId workspace = id();
        WorkspaceId another = id();
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> slow = threads.submit(() -> database.change("append slowly", sql -> {
                audit.append(Optional.of(workspace), event(EventType.FROZEN, START, "slow"));
                appended.countDown();
                await(mayCommit);
            }));
            await(appended);
            Future<?> quick =
                    threads.submit(() -> audit.append(Optional.of(workspace), event(EventType.THAWED, START, "quick")));

            // Others do not wait, and a reader sees neither of the two rather than the second alone.
            audit.append(Optional.of(another), event(EventType.READY, START, "another"));
            assertThat(audit.after(another, 0, 10)).hasSize(1);
            Thread.sleep(200);
            assertThat(quick.isDone()).isFalse();
            assertThat(audit.after(workspace, 0, 10)).isEmpty();

            mayCommit.countDown();
            slow.get(30, TimeUnit.SECONDS);
            quick.get(30, TimeUnit.SECONDS);
        }
        assertThat(messages(audit.after(workspace, 0, 10))).containsExactly("slow", "quick");
    }

    @Test
    void aReaderBesideManyWritersMissesNothing() throws Exception {
        int writers = 6;
        int each = 60;
        WorkspaceId workspace = id();
        AtomicInteger busy = new AtomicInteger(writers);
        List<Callable<List<String>>> acts = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            String name = "writer " + writer;
            acts.add(() -> {
                List<String> written = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    String message = name + " event " + i;
                    int pause = i % 5;
                    database.change("append and linger", sql -> {
                        audit.append(Optional.of(workspace), event(EventType.EXECUTED, START, message));
                        sql.execute("select pg_sleep({0})", DSL.val(pause / 1_000.0));
                    });
                    written.add(message);
                }
                busy.decrementAndGet();
                return written;
            });
        }
        acts.add(() -> {
            List<String> seen = new ArrayList<>();
            long last = 0;
            boolean more = true;
            while (more) {
                more = busy.get() > 0;
                for (Entry entry : audit.after(workspace, last, 50)) {
                    last = entry.id();
                    seen.add(entry.event().message());
                    more = true;
                }
            }
            return seen;
        });

        List<List<String>> results = Together.run(acts);

        List<String> seen = results.removeLast();
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        results.stream().flatMap(List::stream).toList())
                .hasSize(writers * each);
    }

    @Test
    void anAuditorPagesFromTheNewestBackwardsAndFilters() {
        WorkspaceId workspace = id();
        for (int i = 0; i < 25; i++) {
            audit.append(
                    Optional.of(workspace),
                    event(i % 2 == 0 ? EventType.FILE_IN : EventType.FILE_OUT, START.plusSeconds(i), "event " + i));
        }
        AuditFilter ofOne =
                new AuditFilter(Optional.of(workspace), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

        List<Entry> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            AuditPage page = audit.latest(ofOne, cursor, 4);
            seen.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(messages(seen)).hasSize(25).startsWith("event 24").endsWith("event 0");
        assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(b.id(), a.id()));
        AuditFilter narrow = new AuditFilter(
                Optional.of(workspace),
                Set.of(EventType.FILE_IN),
                Optional.of("mayfly"),
                Optional.of(START.plusSeconds(4)),
                Optional.of(START.plusSeconds(8)));
        assertThat(messages(audit.latest(narrow, Optional.empty(), 10).items())).containsExactly("event 6", "event 4");
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(() -> audit.latest(ofOne, Optional.of("nonsense"), 10))
                .extracting(MayflyException::code)
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void theTableRefusesToBeChanged() throws SQLException {
        WorkspaceId workspace = id();
        audit.append(Optional.of(workspace), event(EventType.READY, START, "for ever"));

        try (Connection connection = STORE.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String change : List.of(
                    "update audit_event set message = 'never happened'",
                    "update audit_event set message = '' where false",
                    "delete from audit_event",
                    "truncate audit_event")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute(change))
                        .withMessageContaining("append-only");
            }
        }

        assertThat(messages(audit.after(workspace, 0, 10))).containsExactly("for ever");
    }

    private static List<String> messages(List<Entry> entries) {
        return entries.stream().map(Entry::event).map(Event::message).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("Waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }
}
