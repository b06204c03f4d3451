package dev.mayfly.activities.chronicle;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.json.Json;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import dev.mayfly.store.receipt.Receipts;
import dev.mayfly.store.snapshot.Snapshots;
import dev.mayfly.store.workspace.Workspaces;
import dev.mayfly.workflows.activity.Chronicle;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Keeps the projection, and writes the receipt from the ledger rather than from what the workflow believes. */
public final class ChronicleActivity implements Chronicle {
    private final Workspaces workspaces;
    private final Ledger ledger;
    private final Snapshots snapshots;
    private final Receipts receipts;
    private final Clock clock;

    /** Works with what it is given. */
    public ChronicleActivity(
            Workspaces workspaces, Ledger ledger, Snapshots snapshots, Receipts receipts, Clock clock) {
        this.workspaces = workspaces;
        this.ledger = ledger;
        this.snapshots = snapshots;
        this.receipts = receipts;
        this.clock = clock;
    }

    @Override
    public void record(Workspace workspace, List<Event> events) {
        workspaces.project(workspace, events);
    }

    @Override
    public String issueReceipt(Workspace workspace) {
        Instant now = clock.instant();
        Receipt receipt = new Receipt(
                Receipt.VERSION,
                workspace.request(),
                workspace.decisions(),
                workspace.lease(),
                workspace.leaseChanges(),
                ledger.of(workspace.id()).stream().map(ChronicleActivity::item).toList(),
                snapshots.of(workspace.id()).stream()
                        .map(kept -> new Receipt.Kept(kept.id(), kept.bytes(), kept.sha256(), kept.takenAt()))
                        .toList(),
                workspace.ending().orElseThrow(),
                now);
        String document = Json.canonical(receipt);
        return receipts.save(workspace.id(), Json.sha256(document), document, now)
                .sha256();
    }

    private static Receipt.Item item(HoldingRow row) {
        if (row.state() != HoldingState.GONE) {
            throw new MayflyException(
                    ErrorCode.STILL_THERE,
                    "%s is %s: no receipt before it is gone".formatted(row.owner(), row.state()));
        }
        return new Receipt.Item(
                row.owner().step(),
                row.driver(),
                row.host(),
                row.parts(),
                row.intendedAt(),
                row.madeAt(),
                row.goneAt().orElseThrow(),
                row.evidence());
    }
}
