/** Writes down what the workflows know, and the receipt. */
@NullMarked
package dev.mayfly.activities.chronicle;

import org.jspecify.annotations.NullMarked;
