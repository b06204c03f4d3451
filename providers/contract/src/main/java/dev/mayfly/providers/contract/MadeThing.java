package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Spec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What can be done with a thing is tried with one that was made before each test, and is gone after it. */
abstract class MadeThing<S extends Spec> implements Bench<S> {
    /** Of the thing that was made. */
    @SuppressWarnings("NullAway.Init") // Set before each test.
    Owner owner;

    @BeforeEach
    final void make() {
        owner = newOwner();
        freshDriver().ensure(owner, spec(), later(), Progress.SILENT);
    }

    @AfterEach
    final void remove() {
        freshDriver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }
}
