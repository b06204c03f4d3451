package dev.mayfly.providers.simulated;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.contract.FreezerContract;
import java.time.Clock;

final class SimulatedFreezerTest extends FreezerContract<SimulatedSpec> implements SimulatedBench {
    @Override
    protected boolean runs(Owner made) {
        return World.in(WORLD).of(made, Clock.systemUTC()).stream().noneMatch(World.Thing::frozen);
    }
}
