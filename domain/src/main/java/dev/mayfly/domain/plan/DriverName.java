package dev.mayfly.domain.plan;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.regex.Pattern;

/** The name of a driver: the folder under providers/ that implements it. */
public record DriverName(String value) implements Name {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    /** Refuses what is not a driver name (lower-case letters, digits, -; at most 31). */
    public DriverName {
        Check.matches("driver", value, FORM, "a driver name (lower-case letters, digits, -; at most 31)");
    }

    @Override
    public String toString() {
        return value;
    }
}
