package dev.mayfly.domain.holding;

import java.util.List;
import java.util.Map;

/**
 * What a driver saw when the thing was there and ready.
 *
 * @param parts everything that was made for it
 * @param endpoints how the host reaches into it, by purpose ({@code desktop}, {@code agent}); never a secret
 */
public record Observation(List<Part> parts, Map<String, String> endpoints) {
    /** Keeps its own copies. */
    public Observation {
        parts = List.copyOf(parts);
        endpoints = Map.copyOf(endpoints);
    }
}
