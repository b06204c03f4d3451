/** Has a name that says nothing. */
@NullMarked
package dev.mayfly.tests.architecture.broken.util;

import org.jspecify.annotations.NullMarked;
