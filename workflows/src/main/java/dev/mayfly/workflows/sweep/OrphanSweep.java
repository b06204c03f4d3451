package dev.mayfly.workflows.sweep;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Finds what no workflow drives, in both directions: workspaces whose workflow is gone get one again, which takes them
 * away; things that no workspace is known for are taken away by their host.
 */
@WorkflowInterface
public interface OrphanSweep {
    /** The id of its schedule. */
    String SCHEDULE = "orphan-sweep";

    /** Sweeps once. */
    @WorkflowMethod(name = "OrphanSweep")
    SweepReport run(SweepOrder order);
}
