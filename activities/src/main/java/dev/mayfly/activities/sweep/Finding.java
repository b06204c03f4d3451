package dev.mayfly.activities.sweep;

import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.Owner;

/**
 * Something that is to be taken away, or whose absence is to be established.
 *
 * @param why one sentence for the audit log
 */
public record Finding(Owner owner, DriverName driver, Reason reason, String why) {}
