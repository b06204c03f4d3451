/** How bodies are read and written: strictly. */
@NullMarked
package dev.mayfly.api.json;

import org.jspecify.annotations.NullMarked;
