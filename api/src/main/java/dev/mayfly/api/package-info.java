/** Process 2: the REST API. */
@NullMarked
package dev.mayfly.api;

import org.jspecify.annotations.NullMarked;
