/** Tests of what is judged to be taken away. */
@NullMarked
package dev.mayfly.activities.sweep;

import org.jspecify.annotations.NullMarked;
