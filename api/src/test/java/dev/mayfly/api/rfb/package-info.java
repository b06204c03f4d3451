/** What the relay lets through and what it does not. */
@NullMarked
package dev.mayfly.api.rfb;

import org.jspecify.annotations.NullMarked;
