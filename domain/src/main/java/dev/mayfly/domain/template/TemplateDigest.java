package dev.mayfly.domain.template;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.regex.Pattern;

/** SHA-256 of the canonical JSON (RFC 8785) of a template: which version of it a workspace was made from. */
public record TemplateDigest(String value) implements Name {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /** Refuses what is not a SHA-256 in lower-case hexadecimal. */
    public TemplateDigest {
        Check.matches("templateDigest", value, FORM, "a SHA-256 in lower-case hexadecimal");
    }

    @Override
    public String toString() {
        return value;
    }
}
