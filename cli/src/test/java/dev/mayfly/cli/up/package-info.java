/** The all-in-one process. */
@NullMarked
package dev.mayfly.cli.up;

import org.jspecify.annotations.NullMarked;
