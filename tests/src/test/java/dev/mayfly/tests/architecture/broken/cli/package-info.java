/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.cli;

import org.jspecify.annotations.NullMarked;
