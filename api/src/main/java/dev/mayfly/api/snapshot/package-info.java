/** The snapshots that are kept of a workspace. */
@NullMarked
package dev.mayfly.api.snapshot;

import org.jspecify.annotations.NullMarked;
