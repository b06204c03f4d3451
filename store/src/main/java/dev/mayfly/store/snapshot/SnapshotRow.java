package dev.mayfly.store.snapshot;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of table snapshot. */
@MappedEntity("snapshot")
record SnapshotRow(
        @Id String id,
        String workspaceId,
        String step,
        String host,
        String location,
        long bytes,
        String sha256,
        Instant takenAt) {}
