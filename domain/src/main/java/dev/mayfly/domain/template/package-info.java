/** Templates: what may be asked for, within which bounds. */
@NullMarked
package dev.mayfly.domain.template;

import org.jspecify.annotations.NullMarked;
