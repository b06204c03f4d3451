package dev.mayfly.workflows.call;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.workspace.UserName;

/**
 * One call into a live workspace. Content never enters a history: it travels by the blob store, and only names, sizes and
 * blob ids stand here.
 *
 * @param kind what to do
 * @param by who calls
 * @param name the file, for {@link Kind#PUT} and {@link Kind#GET}; otherwise empty
 * @param blob where the content is taken from ({@link Kind#PUT}, {@link Kind#EXEC}) or empty
 * @param bytes the size of the content that is brought in, or the largest that may be taken out
 */
public record Call(Kind kind, Owner owner, Step step, UserName by, String name, String blob, long bytes) {

    /** What can be called for. */
    public enum Kind {
        /** Brings a file into the inbox. */
        PUT,
        /** Lists the outbox; the reply's blob holds the list as JSON. */
        LIST,
        /** Takes a file out of the outbox; the reply's blob holds it. */
        GET,
        /** Runs a program; the blob holds the command, the reply's blob its outputs, both as JSON. */
        EXEC,
        /** Asks where viewers of the desktop connect; the reply's blob holds the place as JSON. */
        DESKTOP,
        /** Asks where terminals connect; the reply's blob holds the place as JSON. */
        TERMINAL
    }
}
