package dev.mayfly.store.audit;

import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.util.Optional;

/**
 * An event with its place in the log.
 *
 * @param id grows from event to event of one workspace, with gaps
 * @param workspace whom it concerns; absent for an event of the installation
 */
public record Entry(long id, Optional<WorkspaceId> workspace, Event event) {}
