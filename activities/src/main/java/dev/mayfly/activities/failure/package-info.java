/** How errors travel from activities to workflows. */
@NullMarked
package dev.mayfly.activities.failure;

import org.jspecify.annotations.NullMarked;
