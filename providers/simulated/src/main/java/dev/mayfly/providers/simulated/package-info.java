/** The reference driver: real things in a simulated world, and every fault that a real world can have. */
@NullMarked
package dev.mayfly.providers.simulated;

import org.jspecify.annotations.NullMarked;
