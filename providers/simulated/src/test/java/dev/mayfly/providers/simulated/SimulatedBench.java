package dev.mayfly.providers.simulated;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.contract.Bench;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.DriverContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A world for the tests, and a look at it that is not the driver. It lacks {@code Files} and {@code Exec}: nothing runs in it. */
interface SimulatedBench extends Bench<SimulatedSpec> {
    Path WORLD = Path.of("target", "world");

    @Override
    default InstallationId installation() {
        return new InstallationId("mtest0");
    }

    @Override
    default Driver<SimulatedSpec> freshDriver() {
        return driver(installation());
    }

    @Override
    default Driver<SimulatedSpec> strangersDriver() {
        return driver(new InstallationId("mother"));
    }

    private static Driver<SimulatedSpec> driver(InstallationId installation) {
        return new SimulatedFactory()
                .create(new DriverContext(installation, new HostId("here"), WORLD, Map.of(), Clock.systemUTC()));
    }

    @Override
    default SimulatedSpec spec() {
        return SimulatedSpec.simple();
    }

    @Override
    default List<String> world(Owner owner) {
        return World.in(WORLD).of(owner, Clock.systemUTC()).stream()
                .map(World.Thing::toString)
                .toList();
    }
}
