package dev.mayfly.providers.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The faults are what they say. */
final class FaultTest implements SimulatedBench {
    private final Owner owner = newOwner();

    @Test
    void failsBeforeActing() {
        assertThat(ensure(Fault.FAIL)).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(world(owner)).isEmpty();
    }

    @Test
    void actsAndThenFails() {
        assertThat(ensure(Fault.ACT_THEN_FAIL)).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(world(owner)).hasSize(1);
        assertThat(freshDriver().remove(owner, Progress.SILENT).evidence()).isNotEmpty();
    }

    @Test
    void actsTwice() {
        freshDriver().ensure(owner, spec(List.of(Fault.ACT_TWICE), List.of()), later(), Progress.SILENT);
        assertThat(world(owner)).hasSize(2);
        freshDriver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }

    @Test
    void isCaughtWhenItLies() {
        assertThat(ensure(Fault.LIE)).isEqualTo(ErrorCode.PROVIDER_FAILED);

        freshDriver().ensure(owner, spec(), later(), Progress.SILENT);
        assertThat(world(owner)).hasSize(1);
    }

    @Test
    void isCaughtWhenItLiesAboutRemoval() {
        freshDriver().ensure(owner, spec(List.of(), List.of(Fault.LIE)), later(), Progress.SILENT);

        assertThatThrownBy(() -> freshDriver().remove(owner, Progress.SILENT))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STILL_THERE));
        freshDriver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }

    @Test
    void blocksUntilItsCallerGivesUp() {
        assertThatThrownBy(() -> freshDriver()
                        .ensure(owner, spec(List.of(Fault.ACT_THEN_BLOCK), List.of()), later(), new GivesUp()))
                .hasMessage("gave up");
        assertThat(world(owner)).hasSize(1);
        freshDriver().remove(owner, Progress.SILENT);
    }

    private ErrorCode ensure(Fault fault) {
        try {
            freshDriver().ensure(owner, spec(List.of(fault), List.of()), later(), Progress.SILENT);
            throw new AssertionError("No fault came");
        } catch (MayflyException e) {
            return e.code();
        }
    }

    private static SimulatedSpec spec(List<Fault> ensure, List<Fault> remove) {
        return new SimulatedSpec(0, ensure, remove);
    }

    /** Gives up after a few reports. */
    private static final class GivesUp implements Progress {
        private int patience = 5;

        @Override
        public void report(String doing) {
            if (patience-- == 0) {
                throw new IllegalStateException("gave up");
            }
        }
    }
}
