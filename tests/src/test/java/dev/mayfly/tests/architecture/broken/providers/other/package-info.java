/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.providers.other;

import org.jspecify.annotations.NullMarked;
