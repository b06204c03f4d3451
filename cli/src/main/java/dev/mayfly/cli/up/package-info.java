/** The all-in-one process: API and worker in one JVM, with a Postgres and a Temporal server of their own beside it. */
@NullMarked
package dev.mayfly.cli.up;

import org.jspecify.annotations.NullMarked;
