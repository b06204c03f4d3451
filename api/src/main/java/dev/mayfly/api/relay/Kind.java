package dev.mayfly.api.relay;

import java.util.Locale;

/** What a ticket opens. */
public enum Kind {
    /** Looking at the desktop, and perhaps controlling it. */
    DESKTOP,
    /** A terminal of one's own. */
    TERMINAL;

    /** Its part of the path. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The subprotocol that the server selects. */
    public String protocol() {
        return "mayfly." + path();
    }
}
