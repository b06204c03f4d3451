package dev.mayfly.api.rfb;

/** The two ends of a relay. */
public enum Side {
    /** Whoever looks at the desktop. */
    VIEWER,
    /** What is looked at. */
    DESKTOP
}
