/** A workspace: its identity, its request, the phases of its life and the reasons why it ends. */
@NullMarked
package dev.mayfly.domain.workspace;

import org.jspecify.annotations.NullMarked;
