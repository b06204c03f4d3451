/** The one JSON of Mayfly: in histories, in rows and in receipts. */
@NullMarked
package dev.mayfly.json;

import org.jspecify.annotations.NullMarked;
