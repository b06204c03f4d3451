package dev.mayfly.domain.lease;

import java.util.List;

/**
 * Why a workspace is alive, what will end it, and when.
 *
 * @param because why it is as it is now, one sentence
 * @param deadlines what happens by itself, soonest first
 */
public record Explanation(String because, List<Deadline> deadlines) {
    /** Keeps its own copy. */
    public Explanation {
        deadlines = List.copyOf(deadlines);
    }
}
