package dev.mayfly.workflows.sweep;

import dev.mayfly.domain.plan.HostId;
import java.util.List;

/**
 * What a sweep came to.
 *
 * @param settled how many workspaces got a workflow again that takes them away
 * @param removed how many things were taken away that no workspace is known for
 * @param heldBack how much the rate stop held back
 * @param silent the hosts about which there is no verdict
 */
public record SweepReport(int settled, int removed, int heldBack, List<HostId> silent) {
    /** Keeps its own copy. */
    public SweepReport {
        silent = List.copyOf(silent);
    }

    /** Whether it saw everything and did all that it wanted to do. */
    public boolean well() {
        return heldBack == 0 && silent.isEmpty();
    }

    /** The same for people. */
    public String sentence() {
        StringBuilder text = new StringBuilder(
                "It settled %d workspaces that nothing drove, and took away %d things.".formatted(settled, removed));
        if (heldBack > 0) {
            text.append(" It held back %d: more than a fifth of what lives would go at once. A person must look."
                    .formatted(heldBack));
        }
        if (!silent.isEmpty()) {
            text.append(" It has no verdict about these hosts: %s.".formatted(silent));
        }
        return text.toString();
    }
}
