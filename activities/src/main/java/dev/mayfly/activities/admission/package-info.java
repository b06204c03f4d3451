/** Decides on which terms a request is admitted, and on which host it will live. */
@NullMarked
package dev.mayfly.activities.admission;

import org.jspecify.annotations.NullMarked;
