package dev.mayfly.api.session;

import dev.mayfly.domain.Check;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How browsers stay signed in.
 *
 * @param keyFile the file that holds the key of sessions, readable by its owner only; without one, sessions end with the
 *     process
 * @param lifetime how long a session lasts
 */
@ConfigurationProperties("mayfly.session")
public record SessionSettings(
        Optional<Path> keyFile,
        @Bindable(defaultValue = "12h") Duration lifetime) {
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Refuses sessions that never are or hardly end. */
    public SessionSettings {
        Check.that(
                lifetime.isPositive() && lifetime.compareTo(LONGEST) <= 0,
                "mayfly.session.lifetime",
                "more than zero and at most 7 days",
                lifetime);
    }
}
