/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.json;

import org.jspecify.annotations.NullMarked;
