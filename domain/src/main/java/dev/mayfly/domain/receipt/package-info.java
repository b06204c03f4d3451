/** The receipt: each thing made for a workspace and how its absence was established. */
@NullMarked
package dev.mayfly.domain.receipt;

import org.jspecify.annotations.NullMarked;
