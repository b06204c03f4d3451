package dev.mayfly.domain.workspace;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.regex.Pattern;

/** The name of a person or a machine that acts, as the identity provider gives it. */
public record UserName(String value) implements Name {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,127}");

    /** Refuses what is not a user name (lower-case letters, digits, . _ @ -; at most 128). */
    public UserName {
        Check.matches("user", value, FORM, "a user name (lower-case letters, digits, . _ @ -; at most 128)");
    }

    @Override
    public String toString() {
        return value;
    }
}
