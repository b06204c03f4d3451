/** How values travel: the JSON of histories, and the search attributes. */
@NullMarked
package dev.mayfly.workflows.wire;

import org.jspecify.annotations.NullMarked;
