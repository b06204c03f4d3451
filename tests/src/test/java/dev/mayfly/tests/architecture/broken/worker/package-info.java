/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.worker;

import org.jspecify.annotations.NullMarked;
