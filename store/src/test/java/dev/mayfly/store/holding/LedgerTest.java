package dev.mayfly.store.holding;

import static dev.mayfly.store.testing.Samples.MACHINE;
import static dev.mayfly.store.testing.Samples.START;
import static dev.mayfly.store.testing.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.audit.Entry;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Store STORE = Store.start();
    private static final Instant LATER = START.plusSeconds(1);
    private static final Instant LATEST = START.plusSeconds(2);
    private static final Observation SEEN =
            new Observation(List.of(new Part("process", "42")), Map.of("agent", "/run/agent.sock"));
    private static final Absence ABSENCE = new Absence(List.of("process 42: no such process"), LATEST);

    private final Ledger ledger = STORE.get(Ledger.class);
    private final AuditLog audit = STORE.get(AuditLog.class);

    @AfterAll
    static void stop() {
        STORE.close();
    }

    @Test
    void anIntentIsWrittenBeforeAnythingIsMade() {
        Owner owner = owner();

        ledger.intend(owner, MACHINE, START);

        assertThat(ledger.find(owner))
                .contains(new HoldingRow(
                        owner,
                        MACHINE.driver(),
                        MACHINE.host(),
                        HoldingState.INTENT,
                        List.of(),
                        Map.of(),
                        START,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        0));
        assertThat(events(owner)).containsExactly(EventType.STEP_INTENDED);
        assertThat(audit.after(owner.workspace(), 0, 1).getFirst().event().data())
                .isEqualTo(Map.of("step", "machine", "driver", "simulated", "host", "here"));
    }

    @Test
    void aRowGoesItsWholeWayWithAnEventForEachStepOfIt() {
        Owner owner = owner();

        ledger.intend(owner, MACHINE, START);
        assertThat(ledger.live(owner, SEEN, LATER)).isTrue();
        ledger.removing(owner, MACHINE, LATER);
        ledger.gone(owner, ABSENCE);

        assertThat(ledger.find(owner))
                .contains(new HoldingRow(
                        owner,
                        MACHINE.driver(),
                        MACHINE.host(),
                        HoldingState.GONE,
                        SEEN.parts(),
                        SEEN.endpoints(),
                        START,
                        Optional.of(LATER),
                        Optional.of(LATER),
                        Optional.of(LATEST),
                        ABSENCE.evidence(),
                        Optional.empty(),
                        0));
        assertThat(events(owner))
                .containsExactly(
                        EventType.STEP_INTENDED,
                        EventType.STEP_MADE,
                        EventType.REMOVAL_STARTED,
                        EventType.STEP_REMOVED);
    }

    @Test
    void everyStepIsIdempotentAndTheFirstMomentsStay() {
        Owner owner = owner();
        Observation more = new Observation(List.of(new Part("process", "42"), new Part("socket", "s")), Map.of());
        Absence other = new Absence(List.of("looked again"), LATEST.plusSeconds(9));

        for (int i = 0; i < 2; i++) {
            ledger.intend(owner, MACHINE, START.plusSeconds(i));
        }
        assertThat(ledger.live(owner, SEEN, LATER)).isTrue();
        ledger.intend(owner, MACHINE, LATEST);
        assertThat(ledger.live(owner, more, LATEST)).isTrue();
        for (int i = 0; i < 2; i++) {
            ledger.removing(owner, MACHINE, LATER.plusSeconds(i));
        }
        ledger.gone(owner, ABSENCE);
        ledger.gone(owner, other);
        ledger.removing(owner, MACHINE, LATEST.plusSeconds(9));

        HoldingRow row = ledger.find(owner).orElseThrow();
        assertThat(row.state()).isEqualTo(HoldingState.GONE);
        assertThat(row.intendedAt()).isEqualTo(START);
        assertThat(row.madeAt()).contains(LATER);
        assertThat(row.removingAt()).contains(LATER);
        assertThat(row.parts()).isEqualTo(more.parts());
        assertThat(row.evidence()).isEqualTo(ABSENCE.evidence());
        assertThat(row.goneAt()).contains(ABSENCE.at());
        assertThat(events(owner)).hasSize(4);
    }

    @Test
    void nothingIsIntendedOnceRemovalHasBegun() {
        Owner owner = owner();
        ledger.intend(owner, MACHINE, START);
        ledger.removing(owner, MACHINE, LATER);

        refused(ErrorCode.ENDING, () -> ledger.intend(owner, MACHINE, LATER));
        ledger.gone(owner, ABSENCE);
        refused(ErrorCode.ENDING, () -> ledger.intend(owner, MACHINE, LATER));
        assertThat(ledger.find(owner).map(HoldingRow::state)).contains(HoldingState.GONE);
    }

    @Test
    void removalClosesAnOwnerForWhomNothingWasIntended() {
        Owner owner = owner();

        ledger.removing(owner, MACHINE, START);

        refused(ErrorCode.ENDING, () -> ledger.intend(owner, MACHINE, LATER));
        ledger.gone(owner, ABSENCE);
        HoldingRow row = ledger.find(owner).orElseThrow();
        assertThat(row.madeAt()).isEmpty();
        assertThat(row.evidence()).isEqualTo(ABSENCE.evidence());
    }

    @Test
    void whatWasMadeAfterRemovalBeganIsNotLiveButInventoried() {
        Owner owner = owner();
        ledger.intend(owner, MACHINE, START);
        ledger.removing(owner, MACHINE, LATER);

        assertThat(ledger.live(owner, SEEN, LATEST)).isFalse();

        HoldingRow row = ledger.find(owner).orElseThrow();
        assertThat(row.state()).isEqualTo(HoldingState.REMOVING);
        assertThat(row.parts()).isEqualTo(SEEN.parts());
        ledger.gone(owner, ABSENCE);
        assertThat(ledger.live(owner, SEEN, LATEST)).isFalse();
        assertThat(ledger.find(owner).map(HoldingRow::state)).contains(HoldingState.GONE);
    }

    @Test
    void nothingIsLiveWithoutAnIntentAndNothingGoneWithoutARemoval() {
        Owner owner = owner();

        refused(ErrorCode.INTERNAL, () -> ledger.live(owner, SEEN, START));
        refused(ErrorCode.INTERNAL, () -> ledger.gone(owner, ABSENCE));
        ledger.intend(owner, MACHINE, START);
        refused(ErrorCode.INTERNAL, () -> ledger.gone(owner, ABSENCE));
        assertThat(ledger.live(owner, SEEN, START)).isTrue();
        refused(ErrorCode.INTERNAL, () -> ledger.gone(owner, ABSENCE));
        assertThat(events(owner)).containsExactly(EventType.STEP_INTENDED, EventType.STEP_MADE);
    }

    @Test
    void failuresAreCountedAndTheLastErrorStaysUntilItIsOvercome() {
        Owner owner = owner();
        ledger.intend(owner, MACHINE, START);
        ledger.failed(owner, "no memory", START);
        ledger.failed(owner, "still\u0000no\u001b[31m memory\ud800", START);

        HoldingRow row = ledger.find(owner).orElseThrow();
        assertThat(row.failures()).isEqualTo(2);
        assertThat(row.lastError()).contains("still no [31m memory ");
        assertThat(ledger.live(owner, SEEN, LATER)).isTrue();
        assertThat(ledger.find(owner).orElseThrow().lastError()).isEmpty();

        ledger.removing(owner, MACHINE, LATER);
        ledger.failed(owner, "x".repeat(100_000), LATER);
        assertThat(ledger.find(owner).orElseThrow().lastError()).contains("x".repeat(Ledger.MAX_ERROR));
        ledger.gone(owner, ABSENCE);
        ledger.failed(owner, "too late", LATEST);

        assertThat(ledger.find(owner).orElseThrow())
                .returns(3, HoldingRow::failures)
                .returns(Optional.empty(), HoldingRow::lastError);
        assertThat(events(owner))
                .containsExactly(
                        EventType.STEP_INTENDED,
                        EventType.STEP_FAILED,
                        EventType.STEP_FAILED,
                        EventType.STEP_MADE,
                        EventType.REMOVAL_STARTED,
                        EventType.REMOVAL_FAILED,
                        EventType.STEP_REMOVED,
                        EventType.REMOVAL_FAILED);
    }

    @Test
    void aFailureBeforeAnyIntentIsToldAllTheSame() {
        Owner owner = owner();

        ledger.failed(owner, "no host", START);

        assertThat(ledger.find(owner)).isEmpty();
        assertThat(events(owner)).containsExactly(EventType.STEP_FAILED);
    }

    @Test
    void whoeverIntendsWhileRemovalIsBeingWrittenWaitsAndIsRefused() throws Exception {
        for (boolean rowThere : List.of(true, false)) {
            Owner owner = owner();
            if (rowThere) {
                ledger.intend(owner, MACHINE, START);
            }
            try (Connection remover = STORE.postgres().dataSource().getConnection();
                    Statement statement = remover.createStatement();
                    ExecutorService threads = Executors.newSingleThreadExecutor()) {
                remover.setAutoCommit(false);
                statement.execute("""
                        insert into holding (workspace_id, step, installation, driver, host, state, intended_at, removing_at)
                        values ('%s', 'machine', 'mtest', 'simulated', 'here', 'REMOVING', now(), now())
                        on conflict (workspace_id, step) do update set state = 'REMOVING', removing_at = now()
                        """.formatted(owner.workspace()));
                CountDownLatch begun = new CountDownLatch(1);
                Future<?> intending = threads.submit(() -> {
                    begun.countDown();
                    refused(ErrorCode.ENDING, () -> ledger.intend(owner, MACHINE, LATER));
                });
                assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
                untilOneWaitsForALock();
                assertThat(intending.isDone()).isFalse();

                remover.commit();

                intending.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void ofIntendLiveAndRemovingAtOnceTheRemovalAlwaysWins() throws Exception {
        for (int round = 0; round < 60; round++) {
            Owner owner = owner();
            Callable<Boolean> make = () -> {
                try {
                    ledger.intend(owner, MACHINE, START);
                    return ledger.live(owner, SEEN, LATER);
                } catch (MayflyException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENDING);
                    return false;
                }
            };
            Callable<Boolean> remove = () -> {
                ledger.removing(owner, MACHINE, LATER);
                // From here on nobody may be told that it is live.
                assertThat(ledger.find(owner).map(HoldingRow::state)).contains(HoldingState.REMOVING);
                return false;
            };

            List<Boolean> results = Together.run(List.of(make, remove, make));

            assertThat(ledger.find(owner).map(HoldingRow::state)).contains(HoldingState.REMOVING);
            if (results.contains(true)) {
                // Whoever was told so was told before the removal began, and what was made is in the row.
                assertThat(events(owner))
                        .containsExactly(EventType.STEP_INTENDED, EventType.STEP_MADE, EventType.REMOVAL_STARTED);
                assertThat(ledger.find(owner).orElseThrow().parts()).isEqualTo(SEEN.parts());
            } else {
                assertThat(events(owner)).contains(EventType.REMOVAL_STARTED).doesNotContain(EventType.STEP_MADE);
            }
        }
    }

    @Test
    void manyWhoIntendAtOnceWriteOneRowAndOneEvent() throws Exception {
        Owner owner = owner();
        Callable<Boolean> intend = () -> {
            ledger.intend(owner, MACHINE, START);
            return true;
        };

        assertThat(Together.run(Collections.nCopies(8, intend))).containsOnly(true);

        assertThat(events(owner)).containsExactly(EventType.STEP_INTENDED);
    }

    @Test
    void aWorkspacesRowsComeInTheOrderInWhichTheyWereWritten() {
        Owner first = owner();
        Owner second = new Owner(first.installation(), first.workspace(), new StepName("a-volume"));
        ledger.intend(first, MACHINE, START);
        ledger.intend(second, step("a-volume", "volume", "here"), LATER);

        assertThat(ledger.of(first.workspace())).extracting(HoldingRow::owner).containsExactly(first, second);
        assertThat(ledger.of(id())).isEmpty();
    }

    @Test
    void aListingIsFilteredAndCompleteOverItsPages() {
        HostId host = new HostId("paged-host");
        Set<Owner> held = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Owner owner = owner();
            ledger.intend(owner, step("machine", i % 2 == 0 ? "even" : "odd", "paged-host"), START);
            if (i % 3 == 0) {
                ledger.removing(owner, MACHINE, LATER);
                ledger.gone(owner, ABSENCE);
            } else {
                held.add(owner);
            }
        }

        Set<Owner> seen = new HashSet<>();
        Optional<String> cursor = Optional.empty();
        do {
            HoldingPage page = ledger.list(HoldingFilter.heldOn(host), cursor, 7);
            page.items().forEach(row -> assertThat(seen.add(row.owner())).isTrue());
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(seen).isEqualTo(held);
        assertThat(ledger.list(
                                new HoldingFilter(
                                        EnumSet.of(HoldingState.GONE),
                                        Optional.of(host),
                                        Optional.of(new DriverName("odd"))),
                                Optional.empty(),
                                100)
                        .items())
                .hasSize(10);
        assertThat(ledger.counts())
                .containsEntry(new DriverState(new DriverName("odd"), HoldingState.INTENT), 20L)
                .containsEntry(new DriverState(new DriverName("odd"), HoldingState.GONE), 10L);
        refused(
                ErrorCode.INVALID_REQUEST,
                () -> ledger.list(HoldingFilter.ALL, Optional.of("bm90LWEtd29ya3NwYWNlL3g"), 10));
    }

    @Test
    void theTableItselfRefusesToBeClosedWithoutEvidence() throws SQLException {
        Owner owner = owner();
        ledger.intend(owner, MACHINE, START);

        try (Connection connection = STORE.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() ->
                            statement.execute("update holding set state = 'GONE', removing_at = now(), gone_at = now()"
                                    + " where workspace_id = '%s'".formatted(owner.workspace())))
                    .withMessageContaining("check constraint");
        }
    }

    private static Owner owner() {
        return new Owner(new InstallationId("mtest"), id(), StepName.MACHINE);
    }

    private static Step step(String name, String driver, String host) {
        return new Step(new StepName(name), new DriverName(driver), Map.of(), new HostId(host));
    }

    private List<EventType> events(Owner owner) {
        return audit.after(owner.workspace(), 0, 100).stream()
                .map(Entry::event)
                .map(Event::type)
                .toList();
    }

    /** Gives up after ten seconds. */
    private static void untilOneWaitsForALock() throws Exception {
        try (Connection connection = STORE.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 1_000; i++) {
                try (var rows = statement.executeQuery("select count(*) from pg_locks where not granted")) {
                    if (rows.next() && rows.getInt(1) > 0) {
                        return;
                    }
                }
                Thread.sleep(10);
            }
        }
        throw new AssertionError("Nobody waited for the lock");
    }

    private static void refused(ErrorCode code, Runnable act) {
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(act::run)
                .extracting(MayflyException::code)
                .isEqualTo(code);
    }
}
