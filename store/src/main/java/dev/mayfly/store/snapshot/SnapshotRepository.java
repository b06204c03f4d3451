package dev.mayfly.store.snapshot;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;

/** The rows of table snapshot. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SnapshotRepository extends GenericRepository<SnapshotRow, String> {
    @Query("""
            insert into snapshot (id, workspace_id, step, host, location, bytes, sha256, taken_at)
            values (:id, :workspaceId, :step, :host, :location, :bytes, :sha256, :takenAt)
            on conflict do nothing
            """)
    void insert(
            String id,
            String workspaceId,
            String step,
            String host,
            String location,
            long bytes,
            String sha256,
            Instant takenAt);

    List<SnapshotRow> findByWorkspaceIdOrderByTakenAtAndId(String workspaceId);
}
