/** The archives that were kept of workspaces. */
@NullMarked
package dev.mayfly.store.snapshot;

import org.jspecify.annotations.NullMarked;
