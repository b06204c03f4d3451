/** The audit log: what happened, appended only, read in order. */
@NullMarked
package dev.mayfly.store.audit;

import org.jspecify.annotations.NullMarked;
