package dev.mayfly.activities.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.store.holding.HoldingRow;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(600);
    private static final Duration OVERDUE = Duration.ofSeconds(10);
    private static final Duration CREATION = Duration.ofSeconds(30);
    private static final DriverName DRIVER = new DriverName("simulated");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Comparison comparison = new Comparison(OVERDUE, CREATION);
    private final Map<Owner, Instant> seenSince = new HashMap<>();
    private final List<Holding> things = new ArrayList<>();
    private final Map<Owner, HoldingRow> rows = new HashMap<>();
    private final Map<WorkspaceId, Life> lives = new HashMap<>();

    @Test
    void leavesAloneWhatLives() {
        Owner owner = there(LATER);
        row(owner, HoldingState.LIVE);
        lives.put(owner.workspace(), living(LATER));

        assertThat(judge().act()).isEmpty();
    }

    @Test
    void endsWhatIsPastItsFuseAndTheGraceWhateverTheRecordsSay() {
        Owner overdue = there(NOW.minus(OVERDUE));
        Owner almost = there(NOW.minus(OVERDUE).plusMillis(1));
        row(overdue, HoldingState.LIVE);
        row(almost, HoldingState.LIVE);
        lives.put(overdue.workspace(), living(LATER));

        assertThat(judge().act()).extracting(Finding::owner).containsExactly(overdue);
    }

    @Test
    void endsAllThatExpiredWhenTheRecordsAreLostOrEmpty() {
        List<Owner> overdue = IntStream.range(0, 20)
                .mapToObj(any -> there(NOW.minusSeconds(60)))
                .toList();
        Owner living = there(LATER);

        assertThat(comparison.of(look(Optional.empty())).act())
                .extracting(Finding::owner)
                .containsExactlyInAnyOrderElementsOf(overdue);
        assertThat(judge().act())
                .extracting(Finding::owner)
                .containsExactlyInAnyOrderElementsOf(overdue)
                .doesNotContain(living);
    }

    @Test
    void believesTheThingsOwnFuseRatherThanAProjectionThatTrails() {
        Owner extended = there(LATER);
        row(extended, HoldingState.LIVE);
        lives.put(extended.workspace(), living(NOW.minusSeconds(60)));

        assertThat(judge().act()).isEmpty();
    }

    @Test
    void goesByTheLeaseWhereTheFuseCannotBeRead() {
        Owner owner = owner();
        there(owner, Optional.empty());
        row(owner, HoldingState.LIVE);
        lives.put(owner.workspace(), living(NOW.minusSeconds(60)));

        assertThat(judge().act()).extracting(Finding::reason).containsExactly(Reason.EXPIRED);
    }

    @Test
    void sweepsWhatWasBornAfterItsRowWasClosed() {
        Owner late = there(LATER);
        row(late, HoldingState.GONE);
        lives.put(late.workspace(), living(LATER));

        assertThat(judge().act()).extracting(Finding::reason).containsExactly(Reason.GHOST);
    }

    @Test
    void sweepsWhatIsThereForAClosedWorkspace() {
        Owner left = there(LATER);
        row(left, HoldingState.LIVE);
        lives.put(left.workspace(), new Life(true, true, Optional.of(LATER), Life.Driven.UNKNOWN));

        assertThat(judge().act()).extracting(Finding::reason).containsExactly(Reason.CLOSED);
    }

    @Test
    void waitsForTheCreationGraceBeforeItBelievesRecords() {
        Owner young = there(LATER);
        row(young, HoldingState.GONE);
        seenSince.put(young, NOW.minus(CREATION).plusMillis(1));

        assertThat(judge().act()).isEmpty();

        seenSince.put(young, NOW.minus(CREATION));
        assertThat(judge().act()).hasSize(1);
    }

    @Test
    void leavesAloneWhatNoRowKnowsUnlessTemporalSaysThatNothingDrivesIt() {
        Owner unknown = there(LATER);
        assertThat(judge().act()).as("nobody was asked").isEmpty();

        lives.put(unknown.workspace(), Life.UNKNOWN.driven(Life.Driven.YES));
        assertThat(judge().act()).as("its workflow runs").isEmpty();

        lives.put(unknown.workspace(), Life.UNKNOWN.driven(Life.Driven.NO));
        assertThat(judge().act()).extracting(Finding::reason).containsExactly(Reason.UNDRIVEN);
    }

    @Test
    void closesRowsWhoseThingIsGoneAndWhoseLeaseIsOver() {
        Owner gone = owner();
        row(gone, HoldingState.LIVE);
        lives.put(gone.workspace(), living(NOW.minusSeconds(60)));
        Owner young = owner();
        row(young, HoldingState.INTENT);
        lives.put(young.workspace(), living(LATER));

        assertThat(judge().act()).extracting(Finding::owner).containsExactly(gone);
    }

    @Test
    void givesNoVerdictAboutADriverThatCannotListAll() {
        Owner gone = owner();
        row(gone, HoldingState.LIVE);
        lives.put(gone.workspace(), living(NOW.minusSeconds(60)));

        Look silent = new Look(NOW, Map.of(), Optional.of(new Look.Book(rows, lives)), seenSince);

        assertThat(comparison.of(silent).act()).isEmpty();
    }

    @Test
    void stopsWhenMoreThanAFifthWouldGoByRecordsAlone() {
        List<Owner> ghosts = IntStream.range(0, 6).mapToObj(any -> there(LATER)).toList();
        ghosts.forEach(ghost -> row(ghost, HoldingState.GONE));
        Owner overdue = there(NOW.minusSeconds(60));
        IntStream.range(0, 22).forEach(any -> there(LATER));

        Findings stopped = judge();
        assertThat(stopped.stopped()).isTrue();
        assertThat(stopped.heldBack()).extracting(Finding::owner).containsExactlyInAnyOrderElementsOf(ghosts);
        assertThat(stopped.act())
                .as("what is overdue by its own clock goes all the same")
                .extracting(Finding::owner)
                .containsExactly(overdue);

        there(LATER);
        assertThat(judge().stopped()).as("six of thirty are a fifth").isFalse();
    }

    @Test
    void neverStopsForAFew() {
        IntStream.range(0, 5).forEach(any -> row(there(LATER), HoldingState.GONE));

        assertThat(judge().act()).hasSize(5);
    }

    private Findings judge() {
        return comparison.of(look(Optional.of(new Look.Book(rows, lives))));
    }

    private Look look(Optional<Look.Book> book) {
        return new Look(NOW, Map.of(DRIVER, things), book, seenSince);
    }

    private Owner there(Instant fuseAt) {
        Owner owner = owner();
        there(owner, Optional.of(fuseAt));
        return owner;
    }

    private void there(Owner owner, Optional<Instant> fuseAt) {
        things.add(new Holding(owner, List.of(), fuseAt, true));
        seenSince.put(owner, NOW.minus(CREATION));
    }

    private static Owner owner() {
        return new Owner(new InstallationId("mtest"), WorkspaceId.random(RANDOM), StepName.MACHINE);
    }

    private static Life living(Instant fuseAt) {
        return new Life(true, false, Optional.of(fuseAt), Life.Driven.UNKNOWN);
    }

    private void row(Owner owner, HoldingState state) {
        Optional<Instant> gone = state == HoldingState.GONE ? Optional.of(NOW) : Optional.empty();
        rows.put(
                owner,
                new HoldingRow(
                        owner,
                        DRIVER,
                        new HostId("here"),
                        state,
                        List.of(),
                        Map.of(),
                        NOW.minusSeconds(300),
                        Optional.empty(),
                        Optional.empty(),
                        gone,
                        List.of(),
                        Optional.empty(),
                        0));
    }
}
