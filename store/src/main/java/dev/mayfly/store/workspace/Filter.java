package dev.mayfly.store.workspace;

import dev.mayfly.domain.template.TemplateName;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import java.util.Optional;
import java.util.Set;

/**
 * Which workspaces a listing shows.
 *
 * @param phases any of these; empty for all
 * @param stalled only those whose teardown has stalled, or only those whose has not
 * @param awaitingDecisionOf only those that wait for approval and that this person neither asked for nor decided about
 */
public record Filter(
        Optional<UserName> requester,
        Set<Phase> phases,
        Optional<TemplateName> template,
        Optional<Boolean> stalled,
        Optional<UserName> awaitingDecisionOf) {
    /** Shows all. */
    public static final Filter ALL =
            new Filter(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Keeps its own copy. */
    public Filter {
        phases = Set.copyOf(phases);
    }

    /** Shows those that {@code user} asked for. */
    public static Filter of(UserName user) {
        return new Filter(Optional.of(user), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Shows those in any of {@code phases}. */
    public static Filter in(Set<Phase> phases) {
        return new Filter(Optional.empty(), phases, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
