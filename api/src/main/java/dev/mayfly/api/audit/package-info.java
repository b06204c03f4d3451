/** The audit log of the whole installation. */
@NullMarked
package dev.mayfly.api.audit;

import org.jspecify.annotations.NullMarked;
