package dev.mayfly.domain.lease;

import dev.mayfly.domain.workspace.UserName;
import java.time.Instant;

/** A lease that was extended: by whom, from when to when, and why. */
public record LeaseChange(UserName by, Instant at, Instant from, Instant to, String reason) {}
