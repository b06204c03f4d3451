package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.Owner;

/** A thing whose programs can be stopped and continued with nothing lost. Both acts are idempotent. */
public interface Freezer {
    /** Stops every program of the thing; returns once none runs. */
    void freeze(Owner owner);

    /** Continues them. */
    void thaw(Owner owner);

    /** Whether it is frozen now, read from the world. */
    boolean frozen(Owner owner);
}
