package dev.mayfly.store.holding;

import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.DriverName;

/** What holdings are counted by. */
public record DriverState(DriverName driver, HoldingState state) {}
