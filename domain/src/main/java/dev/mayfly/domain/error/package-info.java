/** What can go wrong, whose turn it then is, and what follows from that. */
@NullMarked
package dev.mayfly.domain.error;

import org.jspecify.annotations.NullMarked;
