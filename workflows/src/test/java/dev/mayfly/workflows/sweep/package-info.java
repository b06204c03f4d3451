/** Tests of the sweep's own course. */
@NullMarked
package dev.mayfly.workflows.sweep;

import org.jspecify.annotations.NullMarked;
