/** The verbs that fetch a receipt and check whether it holds. */
@NullMarked
package dev.mayfly.cli.receipt;

import org.jspecify.annotations.NullMarked;
