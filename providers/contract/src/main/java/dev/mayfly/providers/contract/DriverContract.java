package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link Driver} promises.
 *
 * @param <S> the driver's specification
 */
public abstract class DriverContract<S extends Spec> implements Bench<S> {
    private static final int PARALLEL = 4;

    private final List<Owner> owners = new ArrayList<>();

    /** For those who extend it. */
    protected DriverContract() {}

    /** An owner whose things are taken away after the test, and checked to be gone. */
    protected final Owner owner() {
        Owner owner = newOwner();
        owners.add(owner);
        return owner;
    }

    @AfterEach
    final void leavesNothing() {
        for (Owner owner : owners) {
            freshDriver().remove(owner, Progress.SILENT);
            assertThat(world(owner)).as("left behind for %s", owner).isEmpty();
        }
    }

    @Test
    final void showsWhatItMade() {
        Owner owner = owner();
        Instant fuseAt = later();

        assertThat(freshDriver().ensure(owner, spec(), fuseAt, Progress.SILENT).parts())
                .isNotEmpty();

        assertThat(world(owner)).isNotEmpty();
        Holding holding = held(owner).orElseThrow();
        assertThat(holding.alive()).isTrue();
        assertThat(holding.parts()).isNotEmpty();
        assertThat(holding.fuseAt().orElseThrow()).isBetween(fuseAt.minusSeconds(1), fuseAt.plusSeconds(1));
    }

    @Test
    final void makesOneThingHoweverOftenItIsAsked() {
        Owner owner = owner();
        Instant fuseAt = later();
        freshDriver().ensure(owner, spec(), fuseAt, Progress.SILENT);
        List<String> first = world(owner);

        freshDriver().ensure(owner, spec(), fuseAt, Progress.SILENT);

        assertThat(world(owner)).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    final void makesOneThingWhenAskedInParallel() throws Exception {
        Owner owner = owner();
        try (ExecutorService pool = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                calls.add(pool.submit(() -> freshDriver().ensure(owner, spec(), later(), Progress.SILENT)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }

        assertThat(freshDriver().holdings().stream()
                        .filter(holding -> holding.owner().equals(owner)))
                .hasSize(1);
    }

    @Test
    final void removesAndGivesEvidence() {
        Owner owner = owner();
        freshDriver().ensure(owner, spec(), later(), Progress.SILENT);

        assertThat(freshDriver().remove(owner, Progress.SILENT).evidence()).isNotEmpty();

        assertThat(world(owner)).isEmpty();
        assertThat(held(owner)).isEmpty();
    }

    @Test
    final void countsWhatNeverWasAsGone() {
        assertThat(freshDriver().remove(owner(), Progress.SILENT).evidence()).isNotEmpty();
    }

    @Test
    final void removesAgainWithoutComplaint() {
        Owner owner = owner();
        freshDriver().ensure(owner, spec(), later(), Progress.SILENT);
        freshDriver().remove(owner, Progress.SILENT);

        assertThat(freshDriver().remove(owner, Progress.SILENT).evidence()).isNotEmpty();
    }

    @Test
    final void makesNothingOnceItsRemovalWasAsked() {
        Owner owner = owner();
        freshDriver().remove(owner, Progress.SILENT);

        assertFails(ErrorCode.ENDING, () -> freshDriver().ensure(owner, spec(), later(), Progress.SILENT));

        assertThat(world(owner)).isEmpty();
    }

    @Test
    final void neverLetsARemovalOvertakeARunningEnsure() throws Exception {
        Owner owner = owner();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean removed = new AtomicBoolean();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Future<?> making =
                    pool.submit(() -> freshDriver().ensure(owner, spec(), later(), doing -> begun.countDown()));
            assertThat(begun.await(30, TimeUnit.SECONDS))
                    .as("ensure reports progress")
                    .isTrue();
            Future<?> removing = pool.submit(() -> {
                freshDriver().remove(owner, Progress.SILENT);
                removed.set(true);
            });
            try {
                making.get();
            } catch (java.util.concurrent.ExecutionException refused) {
                assertThat(refused.getCause()).isInstanceOf(MayflyException.class);
            }
            removing.get();
        }

        assertThat(removed).isTrue();
        assertThat(world(owner)).isEmpty();
    }

    @Test
    final void leavesOtherOwnersAlone() {
        Owner mine = owner();
        Owner other = owner();
        freshDriver().ensure(mine, spec(), later(), Progress.SILENT);
        freshDriver().ensure(other, spec(), later(), Progress.SILENT);
        List<String> before = world(other);

        freshDriver().remove(mine, Progress.SILENT);

        assertThat(world(other)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    final void doesNotShowOneInstallationsThingsToAnother() {
        Owner owner = owner();
        freshDriver().ensure(owner, spec(), later(), Progress.SILENT);

        assertThat(strangersDriver().holdings()).extracting(Holding::owner).doesNotContain(owner);
    }

    @Test
    final void goesOnAfterItWasStopped() {
        Owner owner = owner();
        assertThatThrownBy(() -> freshDriver().ensure(owner, spec(), later(), doing -> {
                    throw new Stopped();
                }))
                .isInstanceOf(Stopped.class);

        freshDriver().ensure(owner, spec(), later(), Progress.SILENT);

        assertThat(held(owner)).isPresent();
    }

    @Test
    final void removesWhatWasStoppedHalfWay() {
        Owner owner = owner();
        assertThatThrownBy(() -> freshDriver().ensure(owner, spec(), later(), doing -> {
                    throw new Stopped();
                }))
                .isInstanceOf(Stopped.class);

        freshDriver().remove(owner, Progress.SILENT);

        assertThat(world(owner)).isEmpty();
    }

    @Test
    final void burnsTheFuseWithoutBeingAsked() throws InterruptedException {
        Owner owner = owner();
        Instant fuseAt = Instant.now().plusSeconds(4);
        freshDriver().ensure(owner, spec(), fuseAt, Progress.SILENT);

        awaitGone(owner, fuseAt.plus(fuseLateness()));
    }

    @Test
    final void movesTheFuseLater() throws InterruptedException {
        Owner owner = owner();
        Instant early = Instant.now().plusSeconds(4);
        freshDriver().ensure(owner, spec(), early, Progress.SILENT);

        Instant late = early.plusSeconds(8);
        freshDriver().rearm(owner, late);
        while (Instant.now().isBefore(early.plusSeconds(4))) {
            assertThat(world(owner))
                    .as("after the old fuse, before the new one")
                    .isNotEmpty();
            Thread.sleep(200);
        }

        awaitGone(owner, late.plus(fuseLateness()));
    }

    @Test
    final void cannotMoveTheFuseOfWhatIsNotThere() {
        assertFails(ErrorCode.LOST, () -> freshDriver().rearm(owner(), later()));
    }

    @Test
    final void feelsWell() {
        assertThat(freshDriver().check())
                .satisfies(health ->
                        assertThat(health.usable()).as(health.message()).isTrue());
    }

    private Optional<Holding> held(Owner owner) {
        return freshDriver().holdings().stream()
                .filter(holding -> holding.owner().equals(owner))
                .findFirst();
    }

    private void awaitGone(Owner owner, Instant latest) throws InterruptedException {
        while (!world(owner).isEmpty()) {
            assertThat(Instant.now()).as("the fuse should have burnt by now").isBefore(latest);
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    /** Asserts that {@code call} fails with {@code code}. */
    protected static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MayflyException.class,
                        failure -> assertThat(failure.code())
                                .as(failure.getMessage())
                                .isEqualTo(code));
    }

    /** Thrown by a progress that wants the work to stop. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
