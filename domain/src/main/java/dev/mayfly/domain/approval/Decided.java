package dev.mayfly.domain.approval;

import java.time.Instant;

/** A decision that counted, and when. */
public record Decided(Decision decision, Instant at) {}
