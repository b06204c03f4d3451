/** Workspaces whose workflows are gone are taken away. */
@NullMarked
package dev.mayfly.tests.sweep;

import org.jspecify.annotations.NullMarked;
