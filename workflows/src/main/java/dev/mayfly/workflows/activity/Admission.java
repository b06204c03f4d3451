package dev.mayfly.workflows.activity;

import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Decides on which terms a request is admitted. Runs on the control queue. */
@ActivityInterface
public interface Admission {
    /**
     * Turns a request and its template into terms, with a plan whose hosts are chosen and whose specifications were
     * checked by their drivers. Changes nothing.
     */
    @ActivityMethod(name = "Admit")
    Terms admit(WorkspaceRequest request);
}
