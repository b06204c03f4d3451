package dev.mayfly.store.receipt;

import dev.mayfly.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** The receipts: one for each workspace, never overwritten. */
@Singleton
public class Receipts {
    /**
     * Keeps a receipt, unless the workspace has one.
     *
     * @return the receipt that the workspace has: this one, or the one that was issued before
     */
    public Stored save(WorkspaceId workspace, String sha256, String document, Instant issuedAt) {
        throw new UnsupportedOperationException();
    }

    /** The receipt of a workspace. */
    public Optional<Stored> find(WorkspaceId workspace) {
        throw new UnsupportedOperationException();
    }
}
