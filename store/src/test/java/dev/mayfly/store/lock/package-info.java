/** Tests of the locks between processes. */
@NullMarked
package dev.mayfly.store.lock;

import org.jspecify.annotations.NullMarked;
