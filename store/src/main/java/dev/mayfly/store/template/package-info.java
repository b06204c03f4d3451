/** The versions of templates that workspaces were made from. */
@NullMarked
package dev.mayfly.store.template;

import org.jspecify.annotations.NullMarked;
