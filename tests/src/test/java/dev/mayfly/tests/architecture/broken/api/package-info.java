/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.api;

import org.jspecify.annotations.NullMarked;
