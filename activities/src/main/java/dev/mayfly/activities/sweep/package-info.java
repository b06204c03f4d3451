/** Compares what is there with what the records say, and says what is to be taken away. */
@NullMarked
package dev.mayfly.activities.sweep;

import org.jspecify.annotations.NullMarked;
