package dev.mayfly.templates;

/**
 * One line of what the evaluator's process says.
 *
 * @param text the template as canonical JSON, or the reason for its refusal; empty when it only began
 */
record Answer(String file, State state, String text) {
    /** How far a file is. */
    enum State {
        /** It is being evaluated: whatever happens next is its doing. */
        BEGUN,
        /** It is a template. */
        USABLE,
        /** It is none. */
        REFUSED
    }
}
