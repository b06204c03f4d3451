/** The transparency log over the audit log: who appends to it, and what is read from it. */
@NullMarked
package dev.mayfly.store.log;

import org.jspecify.annotations.NullMarked;
