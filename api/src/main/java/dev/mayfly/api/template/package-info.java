/** The templates that may be asked for. */
@NullMarked
package dev.mayfly.api.template;

import org.jspecify.annotations.NullMarked;
