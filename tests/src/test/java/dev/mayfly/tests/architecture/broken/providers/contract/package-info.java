/** Breaks the rules on purpose. */
@NullMarked
package dev.mayfly.tests.architecture.broken.providers.contract;

import org.jspecify.annotations.NullMarked;
