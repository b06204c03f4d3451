/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.store;

import org.jspecify.annotations.NullMarked;
