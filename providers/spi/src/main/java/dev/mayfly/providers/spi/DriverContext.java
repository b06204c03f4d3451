package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a driver is told about where it runs.
 *
 * @param stateDirectory a folder of the driver's own on this host; survives restarts
 * @param settings the driver's settings from the worker's configuration, for example {@code rootfs}
 */
public record DriverContext(
        InstallationId installation, HostId host, Path stateDirectory, Map<String, String> settings, Clock clock) {
    /** Keeps its own copy. */
    public DriverContext {
        settings = Map.copyOf(settings);
    }
}
