package dev.mayfly.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.activities.sweep.Comparison;
import dev.mayfly.activities.sweep.Finding;
import dev.mayfly.activities.sweep.Life;
import dev.mayfly.activities.sweep.Reason;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.providers.simulated.SimulatedSpec;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Health;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.lock.SessionLocks;
import dev.mayfly.store.testing.Samples;
import dev.mayfly.store.testing.Store;
import dev.mayfly.store.workspace.Workspaces;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reaper alone: no Temporal, and no fuse that burns by itself. */
final class ReaperTest {
    private final Instant now = Instant.now();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path folder;

    private final Things things = new Things();
    private final Store store = Store.start();
    private final Ledger ledger = store.get(Ledger.class);
    private boolean dryRun;

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void endsWhatIsPastItsDeadlineAndWritesTheEvidence() {
        Owner overdue = inUse(now.minusSeconds(60));
        Owner living = inUse(now.plusSeconds(600));

        Reaper.Round round = reaper().round().orElseThrow();

        assertThat(things.there).containsOnlyKeys(living);
        assertThat(round.well()).isTrue();
        assertThat(row(overdue).state()).isEqualTo(HoldingState.GONE);
        assertThat(row(overdue).evidence()).isNotEmpty();
        assertThat(row(living).state()).isEqualTo(HoldingState.LIVE);
    }

    @Test
    void closesTheRowOfWhatItsFuseHasEnded() {
        Owner burnt = inUse(now.minusSeconds(60));
        things.there.remove(burnt);

        reaper().round();

        assertThat(row(burnt).state()).isEqualTo(HoldingState.GONE);
    }

    @Test
    void sweepsALateBirthAfterTheGraceAndSaysSo() {
        Owner late = inUse(now.plusSeconds(600));
        ledger.removing(late, Samples.MACHINE, now);
        ledger.gone(late, new Absence(List.of("It was not there"), now));

        reaper().round();

        assertThat(things.there).isEmpty();
        assertThat(store.get(AuditLog.class).after(late.workspace(), 0, 100).stream()
                        .map(entry -> entry.event().message()))
                .anyMatch(message -> message.contains("and it is there"));
    }

    @Test
    void endsWhatIsOverdueWithoutPostgresAndKeepsTheEvidenceUntilItIsBack() throws SQLException {
        Owner overdue = inUse(now.minusSeconds(60));
        Reaper reaper = reaper();
        sql("alter table holding rename to holding_lost");

        Reaper.Round round = reaper.round().orElseThrow();

        assertThat(things.there).isEmpty();
        assertThat(round.recorded()).isFalse();
        assertThat(round.well()).isFalse();

        sql("alter table holding_lost rename to holding");
        reaper.round();
        assertThat(row(overdue).state()).isEqualTo(HoldingState.GONE);
        assertThat(row(overdue).evidence()).containsExactly("It is not in the list");
    }

    @Test
    void endsAllThatExpiredWithAnEmptyDatabaseAndLeavesTheRest() throws SQLException {
        Owner overdue = inUse(now.minusSeconds(60));
        Owner living = inUse(now.plusSeconds(600));
        sql("truncate workspace, holding, approval, lease_change, end_asked, idempotency_key");

        reaper().round();

        assertThat(things.there).containsOnlyKeys(living);
        assertThat(row(overdue).state())
                .as("what it took away is written down even where no row was")
                .isEqualTo(HoldingState.GONE);
    }

    @Test
    void givesNoVerdictWhenTheListIsIncomplete() {
        Owner overdue = inUse(now.minusSeconds(60));
        things.listing = () -> {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "The second page did not come");
        };

        Reaper.Round round = reaper().round().orElseThrow();

        assertThat(round.silent()).containsExactly(things.name());
        assertThat(round.well()).isFalse();
        assertThat(row(overdue).state()).isEqualTo(HoldingState.LIVE);
    }

    @Test
    void doesNotLetAStuckThingShieldTheOthersAndTriesItAgain() {
        Owner stuck = inUse(now.minusSeconds(60));
        Owner other = inUse(now.minusSeconds(60));
        things.stuck = Optional.of(stuck);

        Reaper reaper = reaper();
        Reaper.Round round = reaper.round().orElseThrow();

        assertThat(things.there).containsOnlyKeys(stuck);
        assertThat(round.failed()).isEqualTo(1);
        assertThat(row(other).state()).isEqualTo(HoldingState.GONE);
        assertThat(row(stuck).state()).isEqualTo(HoldingState.REMOVING);
        assertThat(row(stuck).lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("forbidden"));

        things.stuck = Optional.empty();
        assertThat(reaper().round().orElseThrow().gone()).isEqualTo(1);
    }

    @Test
    void onlySaysWhatItWouldDoInADryRun() {
        Owner overdue = inUse(now.minusSeconds(60));
        dryRun = true;

        Reaper.Round round = reaper().round().orElseThrow();

        assertThat(round.findings().act())
                .extracting(Finding::owner, Finding::reason)
                .containsExactly(org.assertj.core.api.Assertions.tuple(overdue, Reason.OVERDUE));
        assertThat(things.there).containsOnlyKeys(overdue);
    }

    @Test
    void sweepsWhatNoRecordKnowsOnceTemporalSaysThatNothingDrivesIt() throws SQLException {
        Owner orphan = inUse(now.plusSeconds(600));
        sql("truncate workspace, holding, approval, lease_change, end_asked, idempotency_key");
        Reaper reaper = reaper();

        reaper.round();
        assertThat(things.there).as("nobody was asked").containsOnlyKeys(orphan);

        assertThat(reaper.round(any -> Life.Driven.NO, true)
                        .orElseThrow()
                        .findings()
                        .act())
                .as("a dry run")
                .extracting(Finding::reason)
                .containsExactly(Reason.UNDRIVEN);
        assertThat(things.there).containsOnlyKeys(orphan);

        reaper.round(any -> Life.Driven.NO, false);
        assertThat(things.there).isEmpty();
        assertThat(row(orphan).state()).isEqualTo(HoldingState.GONE);
    }

    @Test
    void writesTheLostRowOfWhatAWorkflowDrivesAnew() throws SQLException {
        Owner living = inUse(now.plusSeconds(600));
        sql("truncate holding");

        reaper().round(any -> Life.Driven.YES, false);

        assertThat(things.there).containsOnlyKeys(living);
        assertThat(row(living).state()).isEqualTo(HoldingState.LIVE);
    }

    @Test
    void givesNoVerdictByRecordsWhenTemporalDoesNotAnswer() throws SQLException {
        Owner unknown = inUse(now.plusSeconds(600));
        Owner overdue = inUse(now.minusSeconds(60));
        sql("truncate workspace, holding, approval, lease_change, end_asked, idempotency_key");

        Reaper.Round round = reaper().round(
                        any -> {
                            throw new MayflyException(ErrorCode.UNAVAILABLE, "Temporal does not answer");
                        },
                        false)
                .orElseThrow();

        assertThat(things.there).containsOnlyKeys(unknown).doesNotContainKey(overdue);
        assertThat(round.well()).isFalse();
    }

    @Test
    void comesRoundOneAtATime() {
        try (HostLock other = HostLock.take(folder.resolve("reaper/lock")).orElseThrow()) {
            assertThat(other.held()).isTrue();
            assertThat(reaper().round()).isEmpty();
        }
        try (SessionLocks.Held other =
                store.get(SessionLocks.class).take("reaper/here").orElseThrow()) {
            assertThat(other.held()).isTrue();
            assertThat(reaper().round()).isEmpty();
        }
        assertThat(reaper().round()).isPresent();
    }

    private Reaper reaper() {
        return new Reaper(
                Samples.MACHINE.host(),
                folder.resolve("reaper"),
                new Reaper.Records(ledger, store.get(Workspaces.class), store.get(SessionLocks.class)),
                new Drivers(List.of(things)),
                Clock.systemUTC(),
                new Reaper.Manner(
                        new Comparison(Duration.ofSeconds(10), Duration.ZERO), Duration.ofSeconds(10), dryRun));
    }

    /** A workspace whose things' fuses burn at {@code fuseAt}, in the records and in the world. */
    private Owner inUse(Instant fuseAt) {
        Workspace workspace = Samples.requested("alice", now.minusSeconds(3_600));
        Instant ends = fuseAt.minus(Lease.FUSE_MARGIN);
        store.get(Workspaces.class)
                .project(
                        workspace
                                .admitted(Samples.terms())
                                .leased(new Lease(
                                        ends.minusSeconds(600), ends, Duration.ofMinutes(10), Duration.ofHours(8))),
                        List.of());
        Owner owner = workspace.owner(Samples.MACHINE.name());
        ledger.intend(owner, Samples.MACHINE, now);
        things.there.put(owner, fuseAt);
        ledger.live(owner, new Observation(List.of(), Map.of()), now);
        return owner;
    }

    private HoldingRow row(Owner owner) {
        return ledger.find(owner).orElseThrow();
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = store.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** A world whose fuses never burn, so that only the reaper ends anything in it. */
    private static final class Things implements Driver<SimulatedSpec> {
        private final Map<Owner, Instant> there = new LinkedHashMap<>();
        private Optional<Owner> stuck = Optional.empty();
        private Supplier<List<Holding>> listing = () -> there.entrySet().stream()
                .map(each -> new Holding(each.getKey(), List.of(), Optional.of(each.getValue()), true))
                .toList();

        @Override
        public DriverName name() {
            return Samples.MACHINE.driver();
        }

        @Override
        public Class<SimulatedSpec> specType() {
            return SimulatedSpec.class;
        }

        @Override
        public Observation ensure(Owner owner, SimulatedSpec spec, Instant fuseAt, Progress progress) {
            throw new AssertionError("The reaper makes nothing");
        }

        @Override
        public void rearm(Owner owner, Instant fuseAt) {
            throw new AssertionError("The reaper moves no fuse");
        }

        @Override
        public synchronized Absence remove(Owner owner, Progress progress) {
            if (stuck.filter(owner::equals).isPresent()) {
                throw new MayflyException(ErrorCode.PROVIDER_DENIED, "forbidden");
            }
            there.remove(owner);
            return new Absence(List.of("It is not in the list"), Instant.now());
        }

        @Override
        public List<Holding> holdings() {
            return listing.get();
        }

        @Override
        public Health check() {
            return new Health(true, "It answers", Map.of());
        }
    }
}
