package dev.mayfly.providers.simulated;

import dev.mayfly.domain.Check;
import dev.mayfly.providers.spi.Spec;
import java.util.List;

/**
 * What the simulated driver makes.
 *
 * @param millis how long making takes, in milliseconds, 0 to 60,000
 * @param ensureFaults the faults of the first, second ... attempt to make it; later attempts work
 * @param removeFaults the same for removing it
 */
public record SimulatedSpec(int millis, List<Fault> ensureFaults, List<Fault> removeFaults) implements Spec {
    private static final int MAX_MILLIS = 60_000;
    private static final int MAX_FAULTS = 100;

    /** Refuses what is out of bounds. */
    public SimulatedSpec {
        ensureFaults = List.copyOf(ensureFaults);
        removeFaults = List.copyOf(removeFaults);
        Check.that(millis >= 0 && millis <= MAX_MILLIS, "spec.millis", "0 to " + MAX_MILLIS, millis);
        Check.that(
                ensureFaults.size() <= MAX_FAULTS, "spec.ensureFaults", "at most " + MAX_FAULTS, ensureFaults.size());
        Check.that(
                removeFaults.size() <= MAX_FAULTS, "spec.removeFaults", "at most " + MAX_FAULTS, removeFaults.size());
    }

    /** A thing that is made at once and without fault. */
    public static SimulatedSpec simple() {
        return new SimulatedSpec(0, List.of(), List.of());
    }
}
