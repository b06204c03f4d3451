package dev.mayfly.store.snapshot;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.time.Instant;

/**
 * An archive of a workspace's contents that was kept.
 *
 * @param id unique; the caller chooses it, so that a repeated save makes no second row
 * @param location where on the host it lies
 * @param sha256 of the archive, lower-case hexadecimal
 */
public record Snapshot(
        String id,
        WorkspaceId workspace,
        StepName step,
        HostId host,
        String location,
        long bytes,
        String sha256,
        Instant takenAt) {}
