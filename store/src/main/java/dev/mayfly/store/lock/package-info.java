/** Locks between processes that are given back when their holder dies. */
@NullMarked
package dev.mayfly.store.lock;

import org.jspecify.annotations.NullMarked;
