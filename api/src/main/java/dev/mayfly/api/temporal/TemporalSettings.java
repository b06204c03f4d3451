package dev.mayfly.api.temporal;

import dev.mayfly.domain.Check;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Optional;

/**
 * Where Temporal is.
 *
 * @param address host and port of its frontend
 * @param namespace where Mayfly's workflows live
 * @param ui the address of Temporal's own pages, for operators to follow
 */
@ConfigurationProperties("mayfly.temporal")
public record TemporalSettings(
        @Bindable(defaultValue = "127.0.0.1:7233") String address,
        @Bindable(defaultValue = "default") String namespace,
        Optional<String> ui) {
    /** Refuses an address that a browser should not be sent to. */
    public TemporalSettings {
        ui.filter(url -> !url.isBlank())
                .ifPresent(url -> Check.that(
                        url.matches("https?://[^\\s\"'<>]+"),
                        "mayfly.temporal.ui",
                        "an address of http or https",
                        url));
    }
}
