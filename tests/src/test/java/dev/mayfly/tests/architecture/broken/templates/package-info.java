/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.templates;

import org.jspecify.annotations.NullMarked;
