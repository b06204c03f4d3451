package dev.mayfly.workflows.activity;

import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Carries a call into a live workspace. Runs on the queue of its host. */
@ActivityInterface
public interface Calling {
    /** Carries it out once; what came of it lies in the blob store. */
    @ActivityMethod(name = "Call")
    Reply call(Call call);
}
