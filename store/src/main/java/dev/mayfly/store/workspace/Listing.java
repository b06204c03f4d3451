package dev.mayfly.store.workspace;

/** In which order workspaces are listed. */
public enum Listing {
    /** Those that were asked for last come first. */
    NEWEST,
    /** Those that were asked for first come first. */
    OLDEST,
    /** Only those whose lease runs; those that it ends soonest come first. */
    ENDING
}
