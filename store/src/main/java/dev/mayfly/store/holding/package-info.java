/** The ledger of what is held in the world: written before it is made, closed with evidence of absence. */
@NullMarked
package dev.mayfly.store.holding;

import org.jspecify.annotations.NullMarked;
