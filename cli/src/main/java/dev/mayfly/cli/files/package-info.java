/** The verbs that bring files into a workspace and out of it. */
@NullMarked
package dev.mayfly.cli.files;

import org.jspecify.annotations.NullMarked;
