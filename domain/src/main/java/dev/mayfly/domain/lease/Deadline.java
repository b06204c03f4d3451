package dev.mayfly.domain.lease;

import java.time.Instant;

/**
 * One thing that will happen by itself to a workspace, and when.
 *
 * @param kind what happens
 * @param at when, unless something changes before
 * @param sentence what a person is told
 */
public record Deadline(Kind kind, Instant at, String sentence) {

    /** What can happen by itself. */
    public enum Kind {
        /** The request lapses because nobody decided. */
        LAPSE,
        /** A warning is sent that the end is near. */
        WARNING,
        /** The workspace ends because nobody uses it. */
        IDLE,
        /** The workspace ends because its lease is over. */
        EXPIRY,
        /** The fuse on the thing itself ends it, even without a control plane. */
        FUSE
    }
}
