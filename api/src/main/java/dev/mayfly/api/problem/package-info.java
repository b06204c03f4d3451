/** How errors are told: RFC 9457 problems, one for each error code. */
@NullMarked
package dev.mayfly.api.problem;

import org.jspecify.annotations.NullMarked;
