package dev.mayfly.domain.template;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.StepName;
import java.util.Map;

/** A step as a template writes it: it becomes a step of a plan once a host is chosen for it. */
public record TemplateStep(StepName name, DriverName driver, Map<String, Object> spec) {
    /** Keeps its own copy. */
    public TemplateStep {
        spec = Map.copyOf(spec);
    }
}
