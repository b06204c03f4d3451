package dev.mayfly.store.audit;

import java.util.List;
import java.util.Optional;

/**
 * A part of the log, newest first.
 *
 * @param next the cursor of the part that follows, which is older; absent at the end
 */
public record AuditPage(List<Entry> items, Optional<String> next) {
    /** Keeps its own copy. */
    public AuditPage {
        items = List.copyOf(items);
    }
}
