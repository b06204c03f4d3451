package dev.mayfly.activities.calling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program to run, as it travels in a blob.
 *
 * @param input its standard input; nothing when there is none
 * @param timeoutSeconds how long it may run, 1 to 300
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record Program(List<String> command, byte @Nullable [] input, int timeoutSeconds) {

    /** Its standard input. */
    byte[] given() {
        return input == null ? new byte[0] : input;
    }
}
