package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.DriverContext;
import dev.mayfly.providers.spi.DriverFactory;

/** Makes the sandbox driver. */
public final class SandboxDriverFactory implements DriverFactory {
    @Override
    public DriverName name() {
        return SandboxDriver.NAME;
    }

    @Override
    public Driver<?> create(DriverContext context) {
        return new SandboxDriver(SandboxConfig.from(context));
    }
}
