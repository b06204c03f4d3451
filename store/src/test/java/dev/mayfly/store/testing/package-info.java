/** A real Postgres for tests, also those of other modules. */
@NullMarked
package dev.mayfly.store.testing;

import org.jspecify.annotations.NullMarked;
