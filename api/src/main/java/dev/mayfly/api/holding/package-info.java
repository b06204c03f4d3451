/** The ledger of what is held. */
@NullMarked
package dev.mayfly.api.holding;

import org.jspecify.annotations.NullMarked;
