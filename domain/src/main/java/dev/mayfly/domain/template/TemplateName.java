package dev.mayfly.domain.template;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.regex.Pattern;

/** The name of a template, as in its file name. */
public record TemplateName(String value) implements Name {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** Refuses what is not a template name (lower-case letters, digits, -; at most 63). */
    public TemplateName {
        Check.matches("template", value, FORM, "a template name (lower-case letters, digits, -; at most 63)");
    }

    @Override
    public String toString() {
        return value;
    }
}
