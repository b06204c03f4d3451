package dev.mayfly.domain.holding;

import dev.mayfly.domain.Check;
import java.time.Instant;
import java.util.List;

/**
 * The evidence that a thing is gone.
 *
 * @param evidence each look that was taken and what it found, in words that an auditor can follow
 * @param at when the last look was taken
 */
public record Absence(List<String> evidence, Instant at) {
    /** Refuses an absence without evidence. */
    public Absence {
        Check.that(!evidence.isEmpty(), "absence.evidence", "at least one look", evidence);
        evidence = List.copyOf(evidence);
    }
}
