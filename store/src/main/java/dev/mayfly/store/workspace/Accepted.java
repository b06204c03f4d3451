package dev.mayfly.store.workspace;

import dev.mayfly.domain.workspace.Workspace;

/**
 * What became of a request.
 *
 * @param workspace the one that was made, now or by an earlier request with the same idempotency key
 * @param created whether this request made it
 */
public record Accepted(Workspace workspace, boolean created) {}
