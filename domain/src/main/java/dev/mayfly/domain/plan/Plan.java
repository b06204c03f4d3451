package dev.mayfly.domain.plan;

import dev.mayfly.domain.Check;
import java.util.List;
import java.util.Optional;

/**
 * What is to be made for one workspace, in order. A plan is data, recorded before anything is made and never changed:
 * it is walked forwards to build and backwards to remove.
 */
public record Plan(List<Step> steps) {
    /** The most steps that a plan may have. */
    public static final int MAX_STEPS = 32;

    /** Refuses an empty or over-long plan and two steps of one name. */
    public Plan {
        Check.that(
                !steps.isEmpty() && steps.size() <= MAX_STEPS,
                "plan.steps",
                "1 to " + MAX_STEPS + " steps",
                steps.size());
        Check.that(
                steps.stream().map(Step::name).distinct().count() == steps.size(),
                "plan.steps",
                "names that differ",
                steps.stream().map(Step::name).toList());
        steps = List.copyOf(steps);
    }

    /** The step of that name, if the plan has one. */
    public Optional<Step> step(StepName name) {
        return steps.stream().filter(step -> step.name().equals(name)).findFirst();
    }
}
