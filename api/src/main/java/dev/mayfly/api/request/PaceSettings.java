package dev.mayfly.api.request;

import dev.mayfly.domain.Check;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How fast and how much at once one caller may ask.
 *
 * @param requestsPerSecond how many requests a caller may make in a second for a long time
 * @param burst how many at once after a rest
 * @param streams how many event streams a caller may hold open
 * @param calls how many files and programs a caller may have under way
 */
@ConfigurationProperties("mayfly.pace")
public record PaceSettings(
        @Bindable(defaultValue = "50") int requestsPerSecond,
        @Bindable(defaultValue = "200") int burst,
        @Bindable(defaultValue = "10") int streams,
        @Bindable(defaultValue = "16") int calls) {
    /** Refuses a pace at which nothing could be asked. */
    public PaceSettings {
        Check.that(requestsPerSecond > 0, "mayfly.pace.requests-per-second", "more than zero", requestsPerSecond);
        Check.that(burst > 0, "mayfly.pace.burst", "more than zero", burst);
        Check.that(streams > 0, "mayfly.pace.streams", "more than zero", streams);
        Check.that(calls > 0, "mayfly.pace.calls", "more than zero", calls);
    }
}
