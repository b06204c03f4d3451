/** The audit log: reading it, exporting it, and verifying it without asking anybody. */
@NullMarked
package dev.mayfly.cli.audit;

import org.jspecify.annotations.NullMarked;
