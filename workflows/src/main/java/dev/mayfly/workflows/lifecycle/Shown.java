package dev.mayfly.workflows.lifecycle;

import dev.mayfly.domain.lease.Deadline;
import dev.mayfly.domain.lease.Lease;
import dev.mayfly.domain.plan.Terms;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.workflows.wire.Attributes;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an operator sees of a workspace in Temporal's own UI: search attributes, and its state in words. */
final class Shown {
    private Shown() {}

    /** Shows {@code now}, touching only what differs from {@code before}; returns what is shown. */
    static Workspace show(Workspace now, Optional<Workspace> before) {
        Workflow.setCurrentDetails(details(now));
        List<SearchAttributeUpdate<?>> updates = new ArrayList<>();
        if (before.isEmpty()) {
            updates.add(Attributes.OWNER.valueSet(now.request().requester().value()));
            updates.add(Attributes.TEMPLATE.valueSet(now.request().template().value()));
            if (!now.request().project().isEmpty()) {
                updates.add(Attributes.PROJECT.valueSet(now.request().project()));
            }
        }
        if (!before.map(Workspace::terms).equals(Optional.of(now.terms()))) {
            now.terms().map(Terms::risk).ifPresent(risk -> updates.add(Attributes.RISK.valueSet(risk.name())));
        }
        if (!before.map(Workspace::phase).equals(Optional.of(now.phase()))) {
            updates.add(Attributes.PHASE.valueSet(now.phase().name()));
        }
        if (!before.map(Workspace::lease).equals(Optional.of(now.lease()))) {
            now.lease()
                    .map(Lease::endsAt)
                    .ifPresent(end -> updates.add(Attributes.LEASE_ENDS_AT.valueSet(end.atOffset(ZoneOffset.UTC))));
        }
        if (!before.map(Workspace::stalled).equals(Optional.of(now.stalled()))) {
            updates.add(Attributes.TEARDOWN_STALLED.valueSet(now.stalled()));
        }
        if (!updates.isEmpty()) {
            Workflow.upsertTypedSearchAttributes(updates.toArray(SearchAttributeUpdate<?>[]::new));
        }
        return now;
    }

    private static String details(Workspace now) {
        StringBuilder text = new StringBuilder();
        text.append("**%s%s** %s%n%n"
                .formatted(
                        now.phase(),
                        now.frozen() ? ", frozen" : "",
                        now.explain().because()));
        for (Deadline deadline : now.explain().deadlines()) {
            text.append("- %s: %s%n".formatted(deadline.at(), deadline.sentence()));
        }
        return text.toString();
    }
}
