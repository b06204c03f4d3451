package dev.mayfly.domain.receipt;

import dev.mayfly.domain.approval.Decided;
import dev.mayfly.domain.holding.Part;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.lease.LeaseChange;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The proof of a workspace's whole life: what was asked, who decided, what was made, and how it was established that each
 * thing is gone. Its text form is canonical JSON (RFC 8785), identified by its SHA-256.
 *
 * @param version of this form; readers refuse versions that they do not know
 * @param lease absent when the workspace was never approved
 */
public record Receipt(
        int version,
        WorkspaceRequest request,
        List<Decided> decisions,
        Optional<Lease> lease,
        List<LeaseChange> leaseChanges,
        List<Item> items,
        List<Kept> kept,
        Ending ending,
        Instant issuedAt) {
    /** The form that this code writes. */
    public static final int VERSION = 1;

    /** Keeps its own copies. */
    public Receipt {
        decisions = List.copyOf(decisions);
        leaseChanges = List.copyOf(leaseChanges);
        items = List.copyOf(items);
        kept = List.copyOf(kept);
    }

    /**
     * One thing that was made, or may have been.
     *
     * @param intendedAt when the ledger said that it would be made, before the first call
     * @param madeAt when it was seen there and ready; absent when it never was
     * @param goneAt when its absence was established
     * @param evidence each look that was taken and what it found
     */
    public record Item(
            StepName step,
            DriverName driver,
            HostId host,
            List<Part> parts,
            Instant intendedAt,
            Optional<Instant> madeAt,
            Instant goneAt,
            List<String> evidence) {
        /** Keeps its own copies. */
        public Item {
            parts = List.copyOf(parts);
            evidence = List.copyOf(evidence);
        }
    }

    /** A snapshot that was deliberately kept. */
    public record Kept(String what, long bytes, String sha256, Instant at) {}
}
