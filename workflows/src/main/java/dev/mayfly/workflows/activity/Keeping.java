package dev.mayfly.workflows.activity;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.receipt.Receipt;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What can be done to a machine that is there: freeze, thaw, keep its contents. Runs on the queue of its host. */
@ActivityInterface
public interface Keeping {
    /** Stops every program in it; idempotent. */
    @ActivityMethod(name = "Freeze")
    void freeze(Owner owner, Step step);

    /** Lets them go on; idempotent. */
    @ActivityMethod(name = "Thaw")
    void thaw(Owner owner, Step step);

    /** Keeps its contents as a checksummed archive and records it. A driver that cannot is refused as such. */
    @ActivityMethod(name = "Snapshot")
    Receipt.Kept snapshot(Owner owner, Step step);
}
