/** Desktops: who looks at them, and the one who controls each. */
@NullMarked
package dev.mayfly.api.desktop;

import org.jspecify.annotations.NullMarked;
