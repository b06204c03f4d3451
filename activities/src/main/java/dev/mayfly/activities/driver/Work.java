package dev.mayfly.activities.driver;

import dev.mayfly.domain.holding.Absence;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.providers.spi.Driver;
import java.time.Instant;
import java.util.function.Function;

/** What activities have drivers do, under a heartbeat. */
public final class Work {
    private Work() {}

    /** Makes the thing of a step. */
    public static Observation ensure(Driver<?> driver, Owner owner, Step step, Instant fuseAt) {
        return withPulse(pulse -> Drivers.use(driver, step, (its, spec) -> its.ensure(owner, spec, fuseAt, pulse)));
    }

    /** Removes the thing of an owner. */
    public static Absence remove(Driver<?> driver, Owner owner) {
        return withPulse(pulse -> driver.remove(owner, pulse));
    }

    /** Does something that takes long. */
    public static <R> R withPulse(Function<Pulse, R> act) {
        try (Pulse pulse = Pulse.start()) {
            return act.apply(pulse);
        }
    }
}
