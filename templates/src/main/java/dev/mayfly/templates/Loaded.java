package dev.mayfly.templates;

import dev.mayfly.domain.template.Template;
import dev.mayfly.domain.template.TemplateDigest;

/** What became of one file: a template that may be asked for, or the reason why it may not. */
public sealed interface Loaded {
    /** The name of the file without {@code .pkl}, which is the name of the template. */
    String name();

    /**
     * A template that may be asked for.
     *
     * @param digest SHA-256 of {@code document}
     * @param document the template as canonical JSON, which a workspace pins
     */
    record Usable(Template template, TemplateDigest digest, String document) implements Loaded {
        @Override
        public String name() {
            return template.name().value();
        }
    }

    /**
     * A file that holds no template. It is listed, so that somebody mends it.
     *
     * @param reason names file, line and field, what was expected and what came
     */
    record Broken(String name, String reason) implements Loaded {}
}
