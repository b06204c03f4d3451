package dev.mayfly.domain.template;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.approval.Risk;
import java.math.BigDecimal;
import java.util.List;

/**
 * What may be asked for, within which bounds.
 *
 * @param title what a person calls it
 * @param description what it is for and what it may do, a few sentences
 * @param requesters roles and users that may ask for it; {@code role:requester} is everybody who may ask at all
 * @param reasonRequired whether a request must say why
 * @param snapshotAtEnd whether the home is kept as an archive when the workspace ends
 * @param recorded whether desktop and terminal are recorded
 * @param pricePerHour what an hour costs, in {@code currency}
 * @param currency ISO 4217 code
 */
public record Template(
        TemplateName name,
        String title,
        String description,
        Risk risk,
        List<String> requesters,
        boolean reasonRequired,
        LeaseBounds lease,
        Inputs inputs,
        boolean snapshotAtEnd,
        boolean recorded,
        BigDecimal pricePerHour,
        String currency,
        List<TemplateStep> steps) {
    private static final int MAX_TITLE = 100;
    private static final int MAX_DESCRIPTION = 2_000;

    /** Refuses what contradicts itself. */
    public Template {
        Check.text("title", title, MAX_TITLE);
        Check.that(!title.isBlank(), "title", "a title", title);
        Check.text("description", description, MAX_DESCRIPTION);
        Check.that(!requesters.isEmpty(), "requesters", "at least one role or user", requesters);
        Check.that(pricePerHour.signum() >= 0, "pricePerHour", "zero or more", pricePerHour);
        Check.that(currency.matches("[A-Z]{3}"), "currency", "an ISO 4217 code such as EUR", currency);
        Check.that(!steps.isEmpty(), "steps", "at least one step", steps);
        requesters = List.copyOf(requesters);
        steps = List.copyOf(steps);
    }
}
