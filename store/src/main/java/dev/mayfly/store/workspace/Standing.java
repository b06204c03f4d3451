package dev.mayfly.store.workspace;

import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a workspace is, without the rest of its state.
 *
 * @param leaseEndsAt absent until it was approved
 */
public record Standing(WorkspaceId id, Phase phase, Optional<Instant> leaseEndsAt) {}
