package dev.mayfly.api.snapshot;

import static dev.mayfly.api.identity.Role.Named.APPROVER;
import static dev.mayfly.api.identity.Role.Named.AUDITOR;
import static dev.mayfly.api.identity.Role.Named.OPERATOR;
import static dev.mayfly.api.identity.Role.Named.REQUESTER;

import dev.mayfly.api.docs.Refusals;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.identity.Role;
import dev.mayfly.api.workspace.Access;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.store.snapshot.Snapshot;
import dev.mayfly.store.snapshot.Snapshots;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;

/** What was deliberately kept of a workspace. */
@Controller("/v1/workspaces/{id}/snapshots")
@Secured({REQUESTER, APPROVER, OPERATOR, AUDITOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Snapshots")
class SnapshotRoutes {
    private final Access access;
    private final Snapshots snapshots;

    SnapshotRoutes(Access access, Snapshots snapshots) {
        this.access = access;
        this.snapshots = snapshots;
    }

    @Get
    @Refusals
    @Operation(summary = "List the snapshots", description = "For the requester, operators and auditors; oldest first.")
    SnapshotList list(@Parameter(hidden = true) Caller caller, String id) {
        Workspace workspace = access.ownedOr(id, caller, Role.OPERATOR, Role.AUDITOR);
        return new SnapshotList(
                snapshots.of(workspace.id()).stream().map(SnapshotView::of).toList());
    }

    /** All of them. */
    @Schema(name = "SnapshotList", description = "The snapshots of a workspace")
    record SnapshotList(
            @Schema(description = "The snapshots") List<SnapshotView> items) {}

    /** One of them. */
    @Schema(name = "Snapshot", description = "An archive that was kept")
    record SnapshotView(
            @Schema(description = "Its id") String id,

            @Schema(description = "The step whose contents it holds")
            String step,

            @Schema(description = "Its size") long bytes,

            @Schema(description = "Its SHA-256 in lower-case hexadecimal")
            String sha256,

            @Schema(description = "When it was taken") Instant takenAt) {

        static SnapshotView of(Snapshot snapshot) {
            return new SnapshotView(
                    snapshot.id(), snapshot.step().value(), snapshot.bytes(), snapshot.sha256(), snapshot.takenAt());
        }
    }
}
