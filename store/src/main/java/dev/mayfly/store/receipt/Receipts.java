package dev.mayfly.store.receipt;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.json.Json;
import dev.mayfly.store.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** The receipts: one for each workspace, never overwritten. */
@Singleton
public class Receipts {
    private final Database database;
    private final ReceiptRepository rows;

    Receipts(Database database, ReceiptRepository rows) {
        this.database = database;
        this.rows = rows;
    }

    /**
     * Keeps a receipt, unless the workspace has one.
     *
     * @return the receipt that the workspace has: this one, or the one that was issued before
     */
    public Stored save(WorkspaceId workspace, String sha256, String document, Instant issuedAt) {
        Check.that(Json.sha256(document).equals(sha256), "sha256", "the SHA-256 of the document", sha256);
        return database.write("keep the receipt of " + workspace, sql -> {
            rows.insert(workspace.value(), sha256, document, issuedAt);
            return rows.findById(workspace.value()).map(Receipts::stored).orElseThrow();
        });
    }

    /** The receipt of a workspace. */
    public Optional<Stored> find(WorkspaceId workspace) {
        return database.read(
                "find the receipt of " + workspace,
                sql -> rows.findById(workspace.value()).map(Receipts::stored));
    }

    private static Stored stored(ReceiptRow row) {
        return new Stored(new WorkspaceId(row.workspaceId()), row.sha256(), row.document(), row.issuedAt());
    }
}
