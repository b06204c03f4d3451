/** What is held in the world for a workspace, and the evidence that it is gone. */
@NullMarked
package dev.mayfly.domain.holding;

import org.jspecify.annotations.NullMarked;
