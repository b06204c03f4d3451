/** Makes and removes what a step is for, with the ledger written before and after. */
@NullMarked
package dev.mayfly.activities.building;

import org.jspecify.annotations.NullMarked;
