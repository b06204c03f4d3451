package dev.mayfly.worker;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Outcome;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.store.holding.HoldingFilter;
import dev.mayfly.store.holding.HoldingPage;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what died by itself: when the ledger says that something lives on this host and its driver does not show it
 * alive in two looks running, its workspace is ended with that reason, so that nobody is left waiting for a dead machine.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final HostId host;
    private final Ledger ledger;
    private final Drivers drivers;
    private final Clock clock;
    private final Ender ender;
    private Set<Owner> missed = Set.of();

    /** Ends a workspace, whatever its phase. */
    interface Ender {
        /** Asks for the end; the first ending wins. */
        void end(Owner owner, Ending ending);
    }

    Watch(HostId host, Ledger ledger, Drivers drivers, Clock clock, Ender ender) {
        this.host = host;
        this.ledger = ledger;
        this.drivers = drivers;
        this.clock = clock;
        this.ender = ender;
    }

    /** Looks once. A driver that cannot list gives no verdict about what it holds. */
    synchronized void look() {
        Set<Owner> missing = new HashSet<>();
        for (Driver<?> driver : drivers.all()) {
            try {
                // The ledger first: what is made between the two looks is then in the second one only.
                Set<Owner> expected = expected(driver);
                if (!expected.isEmpty()) {
                    expected.removeAll(driver.holdings().stream()
                            .filter(Holding::alive)
                            .map(Holding::owner)
                            .collect(Collectors.toSet()));
                    missing.addAll(expected);
                }
            } catch (MayflyException e) {
                LOG.warn("Could not compare driver {} with the ledger: {}", driver.name(), e.getMessage());
            }
        }
        missing.stream().filter(missed::contains).forEach(this::end);
        missed = missing;
    }

    private Set<Owner> expected(Driver<?> driver) {
        HoldingFilter live =
                new HoldingFilter(Set.of(HoldingState.LIVE), Optional.of(host), Optional.of(driver.name()));
        Set<Owner> expected = new HashSet<>();
        Optional<String> cursor = Optional.empty();
        do {
            HoldingPage page = ledger.list(live, cursor, Ledger.MAX_LIMIT);
            page.items().stream().map(HoldingRow::owner).forEach(expected::add);
            cursor = page.next();
        } while (cursor.isPresent());
        return expected;
    }

    private void end(Owner owner) {
        String reason =
                "Its %s is there no more: it died by itself or was killed on host %s.".formatted(owner.step(), host);
        LOG.warn("{}: {}", owner.workspace(), reason);
        ender.end(owner, Ending.byItself(Outcome.FAILED, "lost", reason, clock.instant()));
    }
}
