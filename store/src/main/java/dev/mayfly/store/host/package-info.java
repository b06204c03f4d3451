/** The hosts that have announced themselves. */
@NullMarked
package dev.mayfly.store.host;

import org.jspecify.annotations.NullMarked;
