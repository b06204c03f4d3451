package dev.mayfly.store.holding;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing of the ledger.
 *
 * @param next the cursor of the part that follows; absent at the end
 */
public record HoldingPage(List<HoldingRow> items, Optional<String> next) {
    /** Keeps its own copy. */
    public HoldingPage {
        items = List.copyOf(items);
    }
}
