/** The heartbeats of the reaper and the sweep. */
@NullMarked
package dev.mayfly.store.beat;

import org.jspecify.annotations.NullMarked;
