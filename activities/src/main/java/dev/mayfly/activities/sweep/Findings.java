package dev.mayfly.activities.sweep;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param act what is to be taken away now, in the order of owners
 * @param heldBack what would be too, but for the rate stop: a person must look
 */
public record Findings(List<Finding> act, List<Finding> heldBack) {
    /** Keeps its own copies. */
    public Findings {
        act = List.copyOf(act);
        heldBack = List.copyOf(heldBack);
    }

    /** Whether the rate stop held something back. */
    public boolean stopped() {
        return !heldBack.isEmpty();
    }
}
