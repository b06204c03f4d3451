package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.Owner;
import java.time.Duration;
import java.util.List;

/** A thing that programs can be run in, confined as everything in it is. */
public interface Exec {
    /**
     * Runs a program and waits for its end; it is killed when {@code within} is over.
     *
     * @param command the program and its arguments; no shell is put between
     * @param input its standard input
     * @param maxOutput how many bytes of each of its outputs are kept; the rest is read and dropped
     */
    Result exec(Owner owner, List<String> command, byte[] input, int maxOutput, Duration within, Progress progress);

    /**
     * How it ended.
     *
     * @param exitCode as a shell gives it: 128 + signal when a signal ended it
     * @param timedOut whether it was killed because its time was over
     * @param truncated whether output was dropped
     */
    @SuppressWarnings("ArrayRecordComponent") // Results are read once and never compared.
    record Result(int exitCode, byte[] output, byte[] errors, boolean timedOut, boolean truncated) {}
}
