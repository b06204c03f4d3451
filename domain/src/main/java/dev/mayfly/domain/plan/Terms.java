package dev.mayfly.domain.plan;

import dev.mayfly.domain.approval.Risk;
import java.time.Duration;

/**
 * The terms on which a request was admitted. They are pinned: a later change of the template, the policy or Mayfly does
 * not change them.
 *
 * @param approvals how many different people must say yes; 0 approves at once
 * @param decideWithin how long people have for that before the request lapses
 * @param longest how long the workspace may live in all, extensions included
 * @param snapshotAtEnd whether its contents are kept when it ends
 */
public record Terms(
        Plan plan, Risk risk, int approvals, Duration decideWithin, Duration longest, boolean snapshotAtEnd) {}
