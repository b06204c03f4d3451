package dev.mayfly.store.workspace;

import dev.mayfly.domain.workspace.Workspace;
import java.util.List;
import java.util.Optional;

/**
 * A part of a listing.
 *
 * @param next the cursor of the part that follows; absent at the end
 */
public record Page(List<Workspace> items, Optional<String> next) {
    /** Keeps its own copy. */
    public Page {
        items = List.copyOf(items);
    }
}
