/** The simulated driver against the contract. */
@NullMarked
package dev.mayfly.providers.simulated;

import org.jspecify.annotations.NullMarked;
