package dev.mayfly.api.temporal;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where Temporal is.
 *
 * @param address host and port of its frontend
 * @param namespace where Mayfly's workflows live
 */
@ConfigurationProperties("mayfly.temporal")
public record TemporalSettings(
        @Bindable(defaultValue = "127.0.0.1:7233") String address,
        @Bindable(defaultValue = "default") String namespace) {}
