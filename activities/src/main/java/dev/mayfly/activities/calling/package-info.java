/** Carries calls into live workspaces. */
@NullMarked
package dev.mayfly.activities.calling;

import org.jspecify.annotations.NullMarked;
