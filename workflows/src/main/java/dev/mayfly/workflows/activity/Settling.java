package dev.mayfly.workflows.activity;

import dev.mayfly.domain.plan.HostId;
import dev.mayfly.workflows.sweep.SweepOrder;
import dev.mayfly.workflows.sweep.SweepReport;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** What the sweep does about workspaces. Runs on the control queue. */
@ActivityInterface
public interface Settling {
    /**
     * What it came to.
     *
     * @param hosts the hosts that are there
     */
    record Settled(int settled, int heldBack, List<HostId> hosts) {
        /** Keeps its own copy. */
        public Settled {
            hosts = List.copyOf(hosts);
        }
    }

    /** Gives each workspace that is not closed and has no running workflow one that takes it away. */
    @ActivityMethod(name = "Settle")
    Settled settle(SweepOrder order);

    /** Writes down that the sweep came. */
    @ActivityMethod(name = "NoteSweep")
    void note(SweepOrder order, SweepReport report);
}
