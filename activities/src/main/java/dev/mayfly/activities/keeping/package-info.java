/** Freezes, thaws and keeps the contents of a machine. */
@NullMarked
package dev.mayfly.activities.keeping;

import org.jspecify.annotations.NullMarked;
