package dev.mayfly.templates;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.LeaseBounds;
import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a request to the bounds of its template. The API does so as a person types, and the admission again with what
 * was recorded; both get the same answer, because nothing but the arguments counts.
 *
 * @param ttl how long the workspace is to live
 * @param idle after how long without use it is to end
 */
public record Bounds(Duration ttl, Duration idle) {
    /**
     * Fills in what was not asked and refuses what the template does not allow.
     *
     * @throws MayflyException with {@code INVALID_REQUEST} or {@code OUT_OF_BOUNDS}, naming the field
     */
    public static Bounds check(Template template, String reason, Optional<Duration> ttl, Optional<Duration> idle) {
        Check.text("reason", reason, WorkspaceRequest.MAX_REASON);
        Check.that(
                !template.reasonRequired() || !reason.isBlank(),
                "reason",
                "why the workspace is needed, because %s asks for it".formatted(template.name()),
                reason);
        LeaseBounds lease = template.lease();
        return new Bounds(
                within("ttl", ttl.orElse(lease.ttl()), lease.longest()),
                within("idle", idle.orElse(lease.idle()), lease.longestIdle()));
    }

    /**
     * Refuses those who may not ask for the template.
     *
     * @param roles the roles of the user, such as {@code requester}
     * @param groups the groups of the user, as the identity provider names them
     * @throws MayflyException with {@code FORBIDDEN}
     */
    public static void checkRequester(Template template, UserName user, Set<String> roles, Set<String> groups) {
        boolean may = template.requesters().stream()
                .anyMatch(who -> who.equals("user:" + user.value())
                        || (who.startsWith("role:") && roles.contains(who.substring("role:".length())))
                        || (who.startsWith("group:") && groups.contains(who.substring("group:".length()))));
        if (!may) {
            throw new MayflyException(
                    ErrorCode.FORBIDDEN,
                    "template: %s may not ask for %s, which is for %s"
                            .formatted(user, template.name(), String.join(", ", template.requesters())));
        }
    }

    private static Duration within(String field, Duration asked, Duration longest) {
        Check.that(asked.isPositive(), field, "more than zero", asked);
        if (asked.compareTo(LeaseBounds.SHORTEST) < 0 || asked.compareTo(longest) > 0) {
            throw new MayflyException(
                    ErrorCode.OUT_OF_BOUNDS,
                    "%s: expected %s to %s, got %s"
                            .formatted(field, words(LeaseBounds.SHORTEST), words(longest), words(asked)));
        }
        return asked;
    }

    /** A duration as a person says it, such as 1 hour 30 minutes. */
    private static String words(Duration duration) {
        List<String> parts = new ArrayList<>();
        add(parts, duration.toDays(), "day");
        add(parts, duration.toHoursPart(), "hour");
        add(parts, duration.toMinutesPart(), "minute");
        add(parts, duration.toSecondsPart(), "second");
        return parts.isEmpty() || duration.toNanosPart() != 0 ? duration.toString() : String.join(" ", parts);
    }

    private static void add(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit + (count == 1 ? "" : "s"));
        }
    }
}
