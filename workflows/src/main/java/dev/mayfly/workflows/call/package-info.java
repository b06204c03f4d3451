/** One call into a live workspace: a file in or out, a listing, a program. */
@NullMarked
package dev.mayfly.workflows.call;

import org.jspecify.annotations.NullMarked;
