/** The description of the API, and the page to browse it. */
@NullMarked
package dev.mayfly.api.docs;

import org.jspecify.annotations.NullMarked;
