package dev.mayfly.store.holding;

import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the ledger. Its instants have the precision of Postgres: microseconds.
 *
 * @param intendedAt when the row was written: for a thing that was removed before it was intended, when that began
 * @param madeAt when it was first seen there and ready
 * @param removingAt when its removal began
 * @param evidence each look that was taken for it and what it found; empty until it is gone
 * @param lastError what stands in the way at present
 * @param failures how often making or removing it has failed
 */
public record HoldingRow(
        Owner owner,
        DriverName driver,
        HostId host,
        HoldingState state,
        List<Part> parts,
        Map<String, String> endpoints,
        Instant intendedAt,
        Optional<Instant> madeAt,
        Optional<Instant> removingAt,
        Optional<Instant> goneAt,
        List<String> evidence,
        Optional<String> lastError,
        int failures) {
    /** Keeps its own copies. */
    public HoldingRow {
        parts = List.copyOf(parts);
        endpoints = Map.copyOf(endpoints);
        evidence = List.copyOf(evidence);
    }
}
