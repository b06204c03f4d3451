/** The portal's files, as the build made them, and the headers that they are served with. */
@NullMarked
package dev.mayfly.api.portal;

import org.jspecify.annotations.NullMarked;
