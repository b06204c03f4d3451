package dev.mayfly.workflows.sweep;

import java.time.Duration;

/**
 * How the sweep is to go.
 *
 * @param every how often it comes, to say when it is late
 * @param creationGrace how long a workspace must have been without a workflow before that is believed
 * @param dryRun whether it only says what it would do
 */
public record SweepOrder(Duration every, Duration creationGrace, boolean dryRun) {}
