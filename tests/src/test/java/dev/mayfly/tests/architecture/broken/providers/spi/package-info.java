/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.providers.spi;

import org.jspecify.annotations.NullMarked;
