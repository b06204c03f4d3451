/** The {@code mayfly} command: a client of the public REST API, and the list of its verbs. */
@NullMarked
package dev.mayfly.cli;

import org.jspecify.annotations.NullMarked;
