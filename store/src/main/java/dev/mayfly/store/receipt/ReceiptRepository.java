package dev.mayfly.store.receipt;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;

/** The rows of table receipt. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ReceiptRepository extends GenericRepository<ReceiptRow, String> {
    @Query("""
            insert into receipt (workspace_id, sha256, document, issued_at)
            values (:workspaceId, :sha256, :document, :issuedAt)
            on conflict do nothing
            """)
    void insert(String workspaceId, String sha256, String document, Instant issuedAt);

    Optional<ReceiptRow> findById(String workspaceId);
}
