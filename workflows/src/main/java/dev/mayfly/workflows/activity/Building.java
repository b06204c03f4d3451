package dev.mayfly.workflows.activity;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;

/** Makes and removes what a step is for. Runs on the queue of the step's host. */
@ActivityInterface
public interface Building {
    /** Writes the intent into the ledger, makes the thing, and writes down what was seen. Idempotent by owner. */
    @ActivityMethod(name = "Ensure")
    void ensure(Owner owner, Step step, Instant fuseAt);

    /** Moves the fuse of a thing that is there. */
    @ActivityMethod(name = "Rearm")
    void rearm(Owner owner, Step step, Instant fuseAt);

    /**
     * Closes the ledger's row to any later {@link #ensure}, removes the thing, reads back that it is gone and writes down
     * the evidence. Idempotent by owner.
     */
    @ActivityMethod(name = "Remove")
    void remove(Owner owner, Step step);
}
