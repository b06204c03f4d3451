package dev.mayfly.domain.plan;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.Name;
import java.util.regex.Pattern;

/** A machine that workspaces live on. Its worker polls the task queue {@code host.<id>}. */
public record HostId(String value) implements Name {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    /** Refuses what is not a host id (lower-case letters, digits, . -; at most 63). */
    public HostId {
        Check.matches("host", value, FORM, "a host id (lower-case letters, digits, . -; at most 63)");
    }

    /** The task queue that only this host's worker polls. */
    public String taskQueue() {
        return "host." + value;
    }

    @Override
    public String toString() {
        return value;
    }
}
