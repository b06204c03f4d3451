package dev.mayfly.api.workspace;

import dev.mayfly.api.template.PinnedTemplates;
import dev.mayfly.domain.holding.HoldingState;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.store.holding.HoldingRow;
import dev.mayfly.store.holding.Ledger;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows workspaces, with what the ledger and their templates know of them. */
@Singleton
class Showing {
    private final Ledger ledger;
    private final PinnedTemplates templates;

    Showing(Ledger ledger, PinnedTemplates templates) {
        this.ledger = ledger;
        this.templates = templates;
    }

    /** One workspace, whole. */
    WorkspaceView whole(Workspace workspace) {
        Map<StepName, HoldingState> held = workspace.terms().isEmpty()
                ? Map.of()
                : ledger.of(workspace.id()).stream()
                        .collect(Collectors.toMap(row -> row.owner().step(), HoldingRow::state));
        return WorkspaceView.of(workspace, held, price(workspace), Instant.now());
    }

    /** One of many: the ledger is not asked for each. */
    WorkspaceView listed(Workspace workspace) {
        return WorkspaceView.of(workspace, Map.of(), price(workspace), Instant.now());
    }

    /** One workspace whose end was just asked, which the projection may not know yet. */
    WorkspaceView ending(Workspace workspace, Ending asked) {
        return whole(workspace.phase() == Phase.CLOSED ? workspace : workspace.ended(asked));
    }

    private Price price(Workspace workspace) {
        return Price.of(templates.of(workspace));
    }
}
