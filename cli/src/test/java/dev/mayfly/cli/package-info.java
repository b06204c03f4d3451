/** The command as a whole, against a real HTTP server that answers as it is told. */
@NullMarked
package dev.mayfly.cli;

import org.jspecify.annotations.NullMarked;
