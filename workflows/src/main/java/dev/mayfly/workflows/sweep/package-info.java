/** The sweep: the world against ledger and workflows, on a schedule. */
@NullMarked
package dev.mayfly.workflows.sweep;

import org.jspecify.annotations.NullMarked;
