package dev.mayfly.tests.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.approval.Risk;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.template.TemplateStep;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.providers.simulated.Fault;
import dev.mayfly.providers.simulated.SimulatedSpec;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.store.audit.Entry;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.receipt.Stored;
import dev.mayfly.store.testing.Store;
import dev.mayfly.tests.installation.Installation;
import io.temporal.failure.CanceledFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Injects every fault at every step of making and of removing; afterwards the world itself must list nothing. */
@Execution(ExecutionMode.CONCURRENT)
final class StepMatrixTest {
    /** Plans of one and of three steps. */
    private static final List<List<StepName>> PLANS = List.of(
            List.of(StepName.MACHINE), List.of(new StepName("network"), StepName.MACHINE, new StepName("relay")));

    /** So often making is tried before it is given up. */
    private static final int ATTEMPTS = 5;

    private static final int SECONDS = 60;

    @SuppressWarnings("NullAway.Init") // Set before the first test.
    private static Store store;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Installation mayfly;

    /** Where in which plan something goes wrong, and how often. */
    private record Case(List<StepName> plan, StepName step, Fault fault, int times) {
        private List<TemplateStep> steps(boolean making) {
            List<String> faults = Collections.nCopies(times, fault.name());
            return plan.stream()
                    .map(name -> Installation.step(
                            name,
                            making && name.equals(step) ? faults : List.of(),
                            !making && name.equals(step) ? faults : List.of()))
                    .toList();
        }

        @Override
        public String toString() {
            return "%s of %d, %s x %d".formatted(step, plan.size(), fault, times);
        }
    }

    private static boolean hangs(Fault fault) {
        return switch (fault) {
            case BLOCK, ACT_THEN_BLOCK -> true;
            case FAIL, REFUSE, ACT_THEN_FAIL, ACT_TWICE, LIE -> false;
        };
    }

    /** Whether making is given up after so many faults in a row. */
    private static boolean givenUp(Case one) {
        return switch (one.fault()) {
            case FAIL, ACT_THEN_FAIL, LIE -> one.times() >= ATTEMPTS;
            case REFUSE -> true;
            case ACT_TWICE, BLOCK, ACT_THEN_BLOCK -> false;
        };
    }

    private static Stream<Case> everyStepAndFault(int... times) {
        return PLANS.stream()
                .flatMap(plan -> plan.stream()
                        .flatMap(step -> Arrays.stream(Fault.values())
                                .flatMap(fault ->
                                        Arrays.stream(times).mapToObj(often -> new Case(plan, step, fault, often)))));
    }

    static Stream<Case> whatFailsInMaking() {
        return everyStepAndFault(1, ATTEMPTS).filter(one -> !hangs(one.fault()));
    }

    static Stream<Case> whatHangsInMaking() {
        return everyStepAndFault(1).filter(one -> hangs(one.fault()));
    }

    static Stream<Case> whatFailsInRemoving() {
        return everyStepAndFault(1, 2);
    }

    @BeforeAll
    static void startTheStore() {
        store = Store.start();
    }

    @AfterAll
    static void stopTheStore() {
        store.close();
    }

    @BeforeEach
    void start() {
        mayfly = new Installation(store, folder);
    }

    @AfterEach
    void stop() {
        mayfly.close();
    }

    @ParameterizedTest
    @MethodSource("whatFailsInMaking")
    void leavesNothingWhenMakingFails(Case one) throws Exception {
        WorkspaceId id = request(one, true);
        if (!givenUp(one)) {
            awaitUse(id);
            mayfly.end(id);
        }

        assertThat(mayfly.outcome(id)).isEqualTo(givenUp(one) ? Outcome.FAILED : Outcome.COMPLETED);

        if (!givenUp(one)) {
            assertEachIsInTheReceipt(id, one.plan());
        }
        assertNothingIsLeft(id);
    }

    @ParameterizedTest
    @MethodSource("whatHangsInMaking")
    void leavesNothingWhenEndedWhileMakingHangs(Case one) throws Exception {
        WorkspaceId id = request(one, true);
        awaitHanging(id, one);

        mayfly.end(id);

        assertThat(mayfly.outcome(id)).isEqualTo(Outcome.COMPLETED);
        assertNothingIsLeft(id);
    }

    @ParameterizedTest
    @MethodSource("whatHangsInMaking")
    void leavesNothingWhenItsWorkflowIsCancelledWhileMakingHangs(Case one) throws Exception {
        WorkspaceId id = request(one, true);
        awaitHanging(id, one);

        mayfly.workflow(id).cancel();

        // The SDK closes a workflow that was cancelled as such, whatever it gives back.
        assertThatThrownBy(() -> mayfly.outcome(id)).hasRootCauseInstanceOf(CanceledFailure.class);
        assertThat(mayfly.lifecycle(id).view().ending().orElseThrow().outcome()).isEqualTo(Outcome.REVOKED);
        assertNothingIsLeft(id);
    }

    @ParameterizedTest
    @MethodSource("whatHangsInMaking")
    void goesOnWithAnotherWorkerWhenOneStopsWhileMaking(Case one) throws Exception {
        WorkspaceId id = request(one, true);
        awaitHanging(id, one);

        mayfly.replaceHostWorker();

        awaitUse(id);
        mayfly.end(id);
        assertThat(mayfly.outcome(id)).isEqualTo(Outcome.COMPLETED);
        assertEachIsInTheReceipt(id, one.plan());
        assertNothingIsLeft(id);
    }

    @ParameterizedTest
    @MethodSource("whatFailsInRemoving")
    void leavesNothingWhenRemovingFailsOrItsWorkerStops(Case one) throws Exception {
        WorkspaceId id = request(one, false);
        awaitUse(id);
        mayfly.end(id);
        CompletableFuture<Outcome> outcome =
                mayfly.workflow(id).getResultAsync(SECONDS, TimeUnit.SECONDS, Outcome.class);

        if (hangs(one.fault())) {
            for (int left = one.times() - 1; left >= 0; left--) {
                int expected = left;
                mayfly.await(
                        "removal hangs",
                        () -> mayfly.faultsLeft(id, one.step(), "remove") == expected && acted(id, one));
                mayfly.replaceHostWorker();
            }
        }

        assertThat(outcome.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(Outcome.COMPLETED);
        // A provider that acts twice has removed all the first time.
        assertThat(mayfly.faultsLeft(id, one.step(), "remove"))
                .as("the faults happened")
                .isEqualTo(one.fault() == Fault.ACT_TWICE ? one.times() - 1 : 0);
        assertEachIsInTheReceipt(id, one.plan());
        assertNothingIsLeft(id);
    }

    @Test
    void refusesToMakeAnythingOnceItWasRemoved() throws Exception {
        WorkspaceId id =
                mayfly.request(Risk.LOW, false, List.of(Installation.step(StepName.MACHINE, List.of(), List.of())));
        awaitUse(id);
        mayfly.end(id);
        assertThat(mayfly.outcome(id)).isEqualTo(Outcome.COMPLETED);
        Workspace closed = mayfly.lifecycle(id).view();
        Owner owner = closed.owner(StepName.MACHINE);
        Step step = closed.terms().orElseThrow().plan().steps().getFirst();

        assertThatThrownBy(
                        () -> mayfly.ledger().intend(owner, step, mayfly.clock().instant()))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENDING));
        assertThatThrownBy(() -> mayfly.driver()
                        .ensure(
                                owner,
                                SimulatedSpec.simple(),
                                mayfly.clock().instant().plus(Duration.ofHours(1)),
                                Progress.SILENT))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENDING));
        assertNothingIsLeft(id);
    }

    private WorkspaceId request(Case one, boolean making) {
        return mayfly.request(Risk.LOW, true, one.steps(making));
    }

    private void awaitUse(WorkspaceId id) throws InterruptedException {
        mayfly.await("in use", () -> mayfly.lifecycle(id).view().phase() == Phase.IN_USE);
    }

    private void awaitHanging(WorkspaceId id, Case one) throws InterruptedException {
        mayfly.await(
                "making hangs",
                () -> mayfly.faultsLeft(id, one.step(), "ensure") == 0
                        && (one.fault() == Fault.BLOCK || there(id, one)));
    }

    private boolean acted(WorkspaceId id, Case one) {
        return one.fault() == Fault.BLOCK || !there(id, one);
    }

    private boolean there(WorkspaceId id, Case one) {
        return mayfly.things(id).stream().anyMatch(name -> name.contains("-" + one.step() + "."));
    }

    /** The world is looked at first, and without asking the driver. */
    private void assertNothingIsLeft(WorkspaceId id) {
        assertThat(mayfly.things(id)).as("what the world lists").isEmpty();
        assertThat(mayfly.lifecycle(id).view().phase()).isEqualTo(Phase.CLOSED);
        List<HoldingRow> rows = mayfly.ledger().of(id);
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row.state()).isEqualTo(HoldingState.GONE);
            assertThat(row.evidence()).isNotEmpty();
            assertThat(row.goneAt()).isPresent();
        });
        Stored stored = mayfly.get(Receipts.class).find(id).orElseThrow();
        assertThat(stored.sha256()).isEqualTo(Json.sha256(stored.document()));
        Receipt receipt = Json.read(stored.document(), Receipt.class);
        assertThat(receipt.items())
                .extracting(Receipt.Item::step)
                .containsExactlyInAnyOrderElementsOf(
                        rows.stream().map(row -> row.owner().step()).toList());
        assertThat(receipt.items())
                .allSatisfy(item -> assertThat(item.evidence()).isNotEmpty());
        rows.forEach(row -> assertToldInOrder(id, row));
    }

    private void assertEachIsInTheReceipt(WorkspaceId id, List<StepName> plan) {
        Receipt receipt =
                Json.read(mayfly.get(Receipts.class).find(id).orElseThrow().document(), Receipt.class);
        assertThat(receipt.items()).extracting(Receipt.Item::step).containsExactlyInAnyOrderElementsOf(plan);
        assertThat(receipt.items()).allSatisfy(item -> assertThat(item.madeAt()).isPresent());
        assertThat(receipt.kept()).as("the contents were kept").hasSize(1);
    }

    private void assertToldInOrder(WorkspaceId id, HoldingRow row) {
        List<EventType> told = mayfly.audit().after(id, 0, 1_000).stream()
                .map(Entry::event)
                .filter(event -> row.owner().step().value().equals(event.data().get("step")))
                .map(Event::type)
                .toList();
        assertThat(told)
                .containsSubsequence(EventType.STEP_INTENDED, EventType.REMOVAL_STARTED, EventType.STEP_REMOVED);
        assertThat(told).containsOnlyOnce(EventType.STEP_INTENDED, EventType.REMOVAL_STARTED, EventType.STEP_REMOVED);
        if (row.madeAt().isPresent()) {
            assertThat(told)
                    .containsSubsequence(EventType.STEP_INTENDED, EventType.STEP_MADE, EventType.REMOVAL_STARTED);
        }
    }
}
