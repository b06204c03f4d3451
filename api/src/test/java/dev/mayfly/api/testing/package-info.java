/** A whole API for tests: real Postgres, real workflows in an in-memory Temporal, fake hosts. */
@NullMarked
package dev.mayfly.api.testing;

import org.jspecify.annotations.NullMarked;
