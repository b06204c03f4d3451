/** What happened to one workspace, as it happens. */
@NullMarked
package dev.mayfly.api.event;

import org.jspecify.annotations.NullMarked;
