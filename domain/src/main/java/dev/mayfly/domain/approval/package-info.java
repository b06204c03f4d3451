/** Decisions of people about a workspace, and the risk that asks for them. */
@NullMarked
package dev.mayfly.domain.approval;

import org.jspecify.annotations.NullMarked;
