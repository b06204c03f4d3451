package dev.mayfly.providers.spi;

import java.util.Map;

/**
 * How a driver feels.
 *
 * @param usable whether the next {@code ensure} would likely work
 * @param message one sentence for the operator: what is wrong and what to do, or that all is well
 * @param details for example which limits are in force on this host
 */
public record Health(boolean usable, String message, Map<String, String> details) {
    /** Keeps its own copy. */
    public Health {
        details = Map.copyOf(details);
    }
}
