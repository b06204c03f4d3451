/** Tests of the templates. */
@NullMarked
package dev.mayfly.templates;

import org.jspecify.annotations.NullMarked;
