package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.DriverName;

/** Makes a driver; found by {@link java.util.ServiceLoader}, so that adding a provider changes no other module. */
public interface DriverFactory {
    /** The name of the driver that it makes. */
    DriverName name();

    /**
     * Makes the driver for this host. Touches nothing: what is missing is told by {@link Driver#check()}.
     *
     * @throws dev.mayfly.domain.error.MayflyException {@code MISCONFIGURED} when a setting is wrong
     */
    Driver<?> create(DriverContext context);
}
