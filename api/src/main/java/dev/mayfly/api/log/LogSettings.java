package dev.mayfly.api.log;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the log is kept.
 *
 * @param keys the folder with the keys that sign it, readable by its owner only; without one this process appends nothing
 */
@ConfigurationProperties("mayfly.log")
public record LogSettings(Optional<Path> keys) {}
