/** Whether the parts that the API needs answer. */
@NullMarked
package dev.mayfly.api.health;

import org.jspecify.annotations.NullMarked;
