/** The API from outside, over HTTP. */
@NullMarked
package dev.mayfly.api;

import org.jspecify.annotations.NullMarked;
