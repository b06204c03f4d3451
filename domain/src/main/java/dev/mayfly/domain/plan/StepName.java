package dev.mayfly.domain.plan;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.regex.Pattern;

/** The name of a step, unique within its plan. */
public record StepName(String value) implements Name {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    /** The step that people and agents work in: files, programs and the desktop are its. */
    public static final StepName MACHINE = new StepName("machine");

    /** Refuses what is not a step name (lower-case letters, digits, -; at most 31). */
    public StepName {
        Check.matches("step", value, FORM, "a step name (lower-case letters, digits, -; at most 31)");
    }

    @Override
    public String toString() {
        return value;
    }
}
