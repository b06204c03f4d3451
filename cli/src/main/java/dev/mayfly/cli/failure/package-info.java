/** What can go wrong, with which exit code a verb then ends, and how a person is told. */
@NullMarked
package dev.mayfly.cli.failure;

import org.jspecify.annotations.NullMarked;
