package dev.mayfly.domain.workspace;

import dev.mayfly.domain.Check;
import java.time.Instant;

/**
 * Why, when and by whom a workspace was ended. The first ending wins: it is latched, and nothing may start after it.
 *
 * @param code the reason for machines, lower-case words joined by a hyphen
 * @param reason the reason for people, one sentence
 * @param by who ended it: a user, or {@code mayfly} when a timer or a failure did
 */
public record Ending(Outcome outcome, String code, String reason, String by, Instant at) {
    /** The longest reason that is kept, in characters. */
    public static final int MAX_REASON = 2_500;

    /** Who ends a workspace when no person does. */
    public static final String MAYFLY = "mayfly";

    /** Refuses an over-long reason. */
    public Ending {
        Check.text("reason", reason, MAX_REASON);
    }

    /** A person asked for it: the requester is done, anybody else revokes. */
    public static Ending asked(UserName by, UserName requester, String reason, Instant at) {
        boolean own = by.equals(requester);
        String sentence = reason.isBlank() ? "%s ended it.".formatted(by) : "%s ended it: %s".formatted(by, reason);
        return new Ending(
                own ? Outcome.COMPLETED : Outcome.REVOKED,
                own ? "ended-by-requester" : "revoked",
                sentence,
                by.value(),
                at);
    }

    /** A timer or a failure did it. */
    public static Ending byItself(Outcome outcome, String code, String reason, Instant at) {
        return new Ending(outcome, code, reason.substring(0, Math.min(reason.length(), MAX_REASON)), MAYFLY, at);
    }
}
