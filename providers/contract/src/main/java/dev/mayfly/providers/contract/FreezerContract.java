package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Freezer;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Spec;
import org.junit.jupiter.api.Test;

/**
 * What {@link Freezer} promises.
 *
 * @param <S> the driver's specification
 */
public abstract class FreezerContract<S extends Spec> extends MadeThing<S> {
    /** For those who extend it. */
    protected FreezerContract() {}

    /** Whether a program in the thing makes progress, found without the driver. */
    protected abstract boolean runs(Owner made);

    @Test
    final void stopsAndContinues() {
        assertThat(runs(owner)).isTrue();

        freezer().freeze(owner);
        assertThat(freezer().frozen(owner)).isTrue();
        assertThat(runs(owner)).isFalse();

        freezer().thaw(owner);
        assertThat(freezer().frozen(owner)).isFalse();
        assertThat(runs(owner)).isTrue();
    }

    @Test
    final void doesNotMindBeingAskedTwice() {
        freezer().freeze(owner);
        freezer().freeze(owner);
        assertThat(freezer().frozen(owner)).isTrue();
        freezer().thaw(owner);
        freezer().thaw(owner);
        assertThat(freezer().frozen(owner)).isFalse();
    }

    @Test
    final void removesWhatIsFrozen() {
        freezer().freeze(owner);
        freshDriver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }

    private Freezer freezer() {
        Driver<S> driver = freshDriver();
        return driver.extra(Freezer.class).orElseThrow();
    }
}
