package dev.mayfly.domain.plan;

import dev.mayfly.domain.workspace.WorkspaceId;

/**
 * Who a thing in the world belongs to. Every driver writes this mark on whatever it makes, in the call that makes it,
 * and finds it again by the mark alone.
 */
public record Owner(InstallationId installation, WorkspaceId workspace, StepName step) {

    /** The mark as one text, for tags and labels: {@code installation/workspace/step}. */
    public String mark() {
        return installation + "/" + workspace + "/" + step;
    }

    /** A deterministic name for the thing, unique within the installation: {@code workspace-step}. */
    public String thing() {
        return workspace + "-" + step;
    }

    @Override
    public String toString() {
        return mark();
    }
}
