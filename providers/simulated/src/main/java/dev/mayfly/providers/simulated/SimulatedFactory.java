package dev.mayfly.providers.simulated;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.DriverContext;
import dev.mayfly.providers.spi.DriverFactory;

/** Makes the simulated driver; its world is its state directory. */
public final class SimulatedFactory implements DriverFactory {
    /** For the service loader. */
    public SimulatedFactory() {}

    @Override
    public DriverName name() {
        return SimulatedDriver.NAME;
    }

    @Override
    public Driver<SimulatedSpec> create(DriverContext context) {
        return new SimulatedDriver(context.installation(), context.stateDirectory(), context.clock());
    }
}
