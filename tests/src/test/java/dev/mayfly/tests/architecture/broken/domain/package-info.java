/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.domain;

import org.jspecify.annotations.NullMarked;
