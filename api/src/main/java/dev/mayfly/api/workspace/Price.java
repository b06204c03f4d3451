package dev.mayfly.api.workspace;

import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Workspace;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/** What a workspace costs. */
record Price(BigDecimal perHour, String currency) {
    private static final int DIGITS = 4;
    private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);

    static Price of(Template template) {
        return new Price(template.pricePerHour(), template.currency());
    }

    /** From the start of its lease until its end was asked, or until now. */
    BigDecimal soFar(Workspace workspace, Instant now) {
        return workspace
                .lease()
                .map(lease -> {
                    Instant until = workspace.ending().map(Ending::at).orElse(now);
                    long seconds = Math.max(
                            0, Duration.between(lease.startedAt(), until).toSeconds());
                    return perHour.multiply(BigDecimal.valueOf(seconds))
                            .divide(SECONDS_PER_HOUR, DIGITS, RoundingMode.HALF_UP);
                })
                .orElse(BigDecimal.ZERO.setScale(DIGITS));
    }
}
