package dev.mayfly.store.receipt;

import dev.mayfly.domain.workspace.WorkspaceId;
import java.time.Instant;

/**
 * A receipt as it was issued.
 *
 * @param sha256 of the UTF-8 bytes of {@code document}, lower-case hexadecimal
 */
public record Stored(WorkspaceId workspace, String sha256, String document, Instant issuedAt) {}
