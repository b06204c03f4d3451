package dev.mayfly.domain.event;

import dev.mayfly.domain.Check;
import java.time.Instant;
import java.util.Map;

/**
 * One thing that happened.
 *
 * @param actor who did it: a user, or {@code mayfly}
 * @param message one sentence for a person
 * @param data details for machines; never a secret
 */
public record Event(EventType type, Instant at, String actor, String message, Map<String, String> data) {
    private static final int MAX_MESSAGE = 4_000;

    /** Refuses over-long messages and keeps its own copy of the data. */
    public Event {
        Check.text("event.message", message, MAX_MESSAGE);
        data = Map.copyOf(data);
    }
}
