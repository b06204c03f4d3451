/** Waiting for a workspace and following what happens to it. */
@NullMarked
package dev.mayfly.cli.follow;

import org.jspecify.annotations.NullMarked;
