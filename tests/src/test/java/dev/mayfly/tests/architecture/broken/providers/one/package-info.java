/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.providers.one;

import org.jspecify.annotations.NullMarked;
