/** Programs run in a live workspace. */
@NullMarked
package dev.mayfly.api.exec;

import org.jspecify.annotations.NullMarked;
