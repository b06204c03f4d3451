package dev.mayfly.domain.approval;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.workspace.UserName;

/**
 * What one approver decided about a request.
 *
 * @param reason why; may be empty when approving
 */
public record Decision(UserName by, Verdict verdict, String reason) {
    /** The longest reason, in characters. */
    public static final int MAX_REASON = 2_000;

    /** Refuses a denial without a reason: the requester is owed one. */
    public Decision {
        Check.text("reason", reason, MAX_REASON);
        Check.that(verdict == Verdict.APPROVED || !reason.isBlank(), "reason", "a reason for the denial", reason);
    }
}
