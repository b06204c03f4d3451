/** The worker's own duties, against a real store and the simulated driver. */
@NullMarked
package dev.mayfly.worker;

import org.jspecify.annotations.NullMarked;
