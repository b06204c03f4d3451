/** The receipts, for machines and for people. */
@NullMarked
package dev.mayfly.api.receipt;

import org.jspecify.annotations.NullMarked;
