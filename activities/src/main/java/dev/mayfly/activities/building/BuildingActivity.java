package dev.mayfly.activities.building;

import dev.mayfly.activities.driver.Drivers;
import dev.mayfly.activities.driver.Work;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.workflows.activity.Building;
import java.time.Clock;
import java.time.Instant;

/** Written before it is made, and closed only with evidence of absence. */
public final class BuildingActivity implements Building {
    private final Ledger ledger;
    private final Drivers drivers;
    private final Clock clock;

    /** Works with what it is given. */
    public BuildingActivity(Ledger ledger, Drivers drivers, Clock clock) {
        this.ledger = ledger;
        this.drivers = drivers;
        this.clock = clock;
    }

    @Override
    public void ensure(Owner owner, Step step, Instant fuseAt) {
        Driver<?> driver = drivers.of(step);
        ledger.intend(owner, step, clock.instant());
        Observation seen;
        try {
            seen = Work.ensure(driver, owner, step, fuseAt);
        } catch (MayflyException e) {
            ledger.failed(owner, e.getMessage(), clock.instant());
            throw e;
        }
        if (!ledger.live(owner, seen, clock.instant())) {
            // Removal began while this was being made, and may have looked before it was there.
            Work.remove(driver, owner);
            throw new MayflyException(ErrorCode.ENDING, "Removal of %s began while it was being made".formatted(owner));
        }
    }

    @Override
    public void rearm(Owner owner, Step step, Instant fuseAt) {
        drivers.of(step).rearm(owner, fuseAt);
    }

    @Override
    public void remove(Owner owner, Step step) {
        ledger.removing(owner, step, clock.instant());
        try {
            ledger.gone(owner, Work.remove(drivers.of(step), owner));
        } catch (MayflyException e) {
            ledger.failed(owner, e.getMessage(), clock.instant());
            throw e;
        }
    }
}
