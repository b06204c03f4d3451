/** Events: what happened to a workspace, in the words that the audit log keeps. */
@NullMarked
package dev.mayfly.domain.event;

import org.jspecify.annotations.NullMarked;
