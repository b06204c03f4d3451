package dev.mayfly.api.template;

import dev.mayfly.templates.Templates;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Opens the templates, unless something else in the same process has done so. */
@Factory
final class TemplateFactory {

    @Singleton
    @Requires(missingBeans = Templates.class)
    Templates templates(TemplateSettings settings) {
        return Templates.open(settings.directory(), settings.shipped());
    }
}
