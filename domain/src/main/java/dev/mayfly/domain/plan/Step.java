package dev.mayfly.domain.plan;

import dev.mayfly.domain.Check;
import java.util.Map;

/**
 * One step of a plan: a driver, what it is to make, and the host that does it. The specification is JSON data that only
 * its driver understands; it was checked by the driver when the plan was made.
 *
 * @param host pinned when the plan is made, so that removal goes to where creation went
 */
public record Step(StepName name, DriverName driver, Map<String, Object> spec, HostId host) {
    private static final int MAX_FIELDS = 64;

    /** Refuses an over-large specification. */
    public Step {
        Check.that(spec.size() <= MAX_FIELDS, "spec", "at most " + MAX_FIELDS + " fields", spec.size());
        spec = Map.copyOf(spec);
    }
}
