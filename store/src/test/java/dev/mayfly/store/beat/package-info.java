/** Tests of the heartbeats. */
@NullMarked
package dev.mayfly.store.beat;

import org.jspecify.annotations.NullMarked;
