/** The plan: recorded steps that are walked forwards to build and backwards to remove. */
@NullMarked
package dev.mayfly.domain.plan;

import org.jspecify.annotations.NullMarked;
