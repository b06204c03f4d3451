/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.activities;

import org.jspecify.annotations.NullMarked;
