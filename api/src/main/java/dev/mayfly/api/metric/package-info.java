/** What is counted and timed. */
@NullMarked
package dev.mayfly.api.metric;

import org.jspecify.annotations.NullMarked;
