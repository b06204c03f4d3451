/** The lifecycle under a clock that skips, with activities that do as they are told. */
@NullMarked
package dev.mayfly.workflows.lifecycle;

import org.jspecify.annotations.NullMarked;
