/** The receipts that were issued. */
@NullMarked
package dev.mayfly.store.receipt;

import org.jspecify.annotations.NullMarked;
