/** Terminals. */
@NullMarked
package dev.mayfly.api.terminal;

import org.jspecify.annotations.NullMarked;
