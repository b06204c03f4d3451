/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.workflows.lifecycle;

import org.jspecify.annotations.NullMarked;
