package dev.mayfly.providers.simulated;

/** What a provider can do to its caller. */
public enum Fault {
    /** Fails before anything happens. */
    FAIL,
    /** Fails for good: the caller is told that repeating does not help. */
    REFUSE,
    /** Acts, then answers with an error. */
    ACT_THEN_FAIL,
    /** Does nothing until the caller gives up. */
    BLOCK,
    /** Acts, then does not answer until the caller gives up. */
    ACT_THEN_BLOCK,
    /** Acts twice: there are two things of one owner. */
    ACT_TWICE,
    /** Answers that all is done, and has done nothing. Only a second look can tell. */
    LIE
}
