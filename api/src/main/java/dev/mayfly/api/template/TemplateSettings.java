package dev.mayfly.api.template;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where templates come from.
 *
 * @param directory the installation's own ones
 * @param shipped whether the shipped ones may be asked for as well
 */
@ConfigurationProperties("mayfly.templates")
public record TemplateSettings(
        Optional<Path> directory,
        @Bindable(defaultValue = "true") boolean shipped) {}
