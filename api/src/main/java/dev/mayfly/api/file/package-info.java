/** Files into and out of a live workspace. */
@NullMarked
package dev.mayfly.api.file;

import org.jspecify.annotations.NullMarked;
