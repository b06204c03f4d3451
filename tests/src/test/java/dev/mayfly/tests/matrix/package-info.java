/** Every step times every fault: whatever happens, nothing is left. */
@NullMarked
package dev.mayfly.tests.matrix;

import org.jspecify.annotations.NullMarked;
