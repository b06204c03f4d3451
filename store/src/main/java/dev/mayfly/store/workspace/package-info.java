/** Workspaces as rows: accepted once, projected from their workflows, listed. */
@NullMarked
package dev.mayfly.store.workspace;

import org.jspecify.annotations.NullMarked;
