/** Who calls, and what they may see and do. */
@NullMarked
package dev.mayfly.api.identity;

import org.jspecify.annotations.NullMarked;
