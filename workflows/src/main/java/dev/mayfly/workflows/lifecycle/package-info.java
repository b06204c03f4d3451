/** The life of one workspace, as one durable workflow. */
@NullMarked
package dev.mayfly.workflows.lifecycle;

import org.jspecify.annotations.NullMarked;
