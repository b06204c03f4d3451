/** Programs that measure a running Mayfly from outside, as its clients see it, and print one JSON object each. */
@NullMarked
package dev.mayfly.bench;

import org.jspecify.annotations.NullMarked;
