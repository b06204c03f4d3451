package dev.mayfly.domain.lease;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.workspace.UserName;
import java.time.Duration;

/**
 * A wish to live longer.
 *
 * @param by who asks
 * @param longer how much later the lease is to end
 * @param reason why; may be empty
 */
public record Extension(UserName by, Duration longer, String reason) {
    /** The longest reason, in characters. */
    public static final int MAX_REASON = 2_000;

    /** Refuses an extension that does not extend. */
    public Extension {
        Check.that(longer.isPositive(), "longer", "more than zero", longer);
        Check.text("reason", reason, MAX_REASON);
    }
}
