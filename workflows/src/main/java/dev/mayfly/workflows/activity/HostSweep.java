package dev.mayfly.workflows.activity;

import dev.mayfly.workflows.sweep.SweepOrder;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The sweep of one host. Runs on the queue of that host. */
@ActivityInterface
public interface HostSweep {
    /**
     * What it came to.
     *
     * @param removed how many things that no workspace is known for were taken away
     * @param heldBack how many more there are, which the rate stop held back
     * @param sawAll whether each driver could list all that it holds
     */
    record Swept(int removed, int heldBack, boolean sawAll) {}

    /** Takes away what no row of a workspace knows and no workflow drives. */
    @ActivityMethod(name = "SweepHost")
    Swept sweep(SweepOrder order);
}
