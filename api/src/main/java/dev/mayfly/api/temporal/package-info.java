/** The way to Temporal, with a bound on every call. */
@NullMarked
package dev.mayfly.api.temporal;

import org.jspecify.annotations.NullMarked;
