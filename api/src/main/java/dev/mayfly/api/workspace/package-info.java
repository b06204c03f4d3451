/** Asking for workspaces, deciding about them, following and ending them. */
@NullMarked
package dev.mayfly.api.workspace;

import org.jspecify.annotations.NullMarked;
