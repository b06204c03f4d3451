/** The transparency log: keeping it, and serving what others verify. */
@NullMarked
package dev.mayfly.api.log;

import org.jspecify.annotations.NullMarked;
