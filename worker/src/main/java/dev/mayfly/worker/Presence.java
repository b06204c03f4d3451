package dev.mayfly.worker;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Health;
import dev.mayfly.store.host.Hosts;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every few seconds that this host is there, and which of its drivers are usable. */
@Singleton
class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final WorkerSettings settings;
    private final Hosts hosts;
    private final Drivers drivers;
    private final Clock clock;
    private volatile Set<DriverName> told = Set.of();

    Presence(WorkerSettings settings, Hosts hosts, Drivers drivers, Clock clock) {
        this.settings = settings;
        this.hosts = hosts;
        this.drivers = drivers;
        this.clock = clock;
    }

    /** Says it. */
    @Scheduled(fixedDelay = "5s", initialDelay = "5s")
    void tell() {
        if (!settings.has(WorkerSettings.Role.HOST)) {
            return;
        }
        Set<DriverName> usable = drivers.all().stream()
                .filter(Presence::usable)
                .map(Driver::name)
                .collect(Collectors.toSet());
        try {
            hosts.seen(settings.host(), usable, clock.instant());
        } catch (MayflyException e) {
            LOG.warn("Could not say that this host is there: {}", e.getMessage());
            return;
        }
        if (!usable.equals(told)) {
            told = usable;
            LOG.info("Host {} offers the drivers {}", settings.host(), usable);
        }
    }

    private static boolean usable(Driver<?> driver) {
        Health health = driver.check();
        if (!health.usable()) {
            LOG.warn("Driver {} is not usable: {}", driver.name(), health.message());
        }
        return health.usable();
    }
}
