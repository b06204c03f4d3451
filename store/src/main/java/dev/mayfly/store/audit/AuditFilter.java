package dev.mayfly.store.audit;

import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which events an auditor looks at.
 *
 * @param types any of these; empty for all
 * @param from the earliest moment, inclusive
 * @param to the latest moment, exclusive
 */
public record AuditFilter(
        Optional<WorkspaceId> workspace,
        Set<EventType> types,
        Optional<String> actor,
        Optional<Instant> from,
        Optional<Instant> to) {
    /** Shows all. */
    public static final AuditFilter ALL =
            new AuditFilter(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Keeps its own copy. */
    public AuditFilter {
        types = Set.copyOf(types);
    }
}
