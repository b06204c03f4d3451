package dev.mayfly.domain.plan;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.regex.Pattern;

/** Which Mayfly made a thing. Two installations may share a host or an account; neither touches what the other owns. */
public record InstallationId(String value) implements Name {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]{3,11}");

    /** Refuses what is not an installation id (4 to 12 lower-case letters and digits, first a letter). */
    public InstallationId {
        Check.matches(
                "installation",
                value,
                FORM,
                "an installation id (4 to 12 lower-case letters and digits, first a letter)");
    }

    @Override
    public String toString() {
        return value;
    }
}
