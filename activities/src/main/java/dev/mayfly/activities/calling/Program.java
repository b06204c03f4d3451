package dev.mayfly.activities.calling;

import java.util.List;

/**
 * A program to run, as it travels in a blob.
 *
 * @param input its standard input
 * @param timeoutSeconds how long it may run, 1 to 300
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record Program(List<String> command, byte[] input, int timeoutSeconds) {}
