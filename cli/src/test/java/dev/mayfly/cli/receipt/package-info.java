/** Receipts that hold and receipts that do not. */
@NullMarked
package dev.mayfly.cli.receipt;

import org.jspecify.annotations.NullMarked;
