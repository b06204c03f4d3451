/** The verbs that ask for a workspace, look at it, decide about it, change it and end it. */
@NullMarked
package dev.mayfly.cli.workspace;

import org.jspecify.annotations.NullMarked;
