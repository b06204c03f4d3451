/** Process 1: the Temporal workers of a host or of the control plane, and what they need to do their work. */
@NullMarked
package dev.mayfly.worker;

import org.jspecify.annotations.NullMarked;
