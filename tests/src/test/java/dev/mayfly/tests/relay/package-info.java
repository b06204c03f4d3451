/** Desktops and terminals of real sandboxes, over the WebSockets of a real server. */
@NullMarked
package dev.mayfly.tests.relay;

import org.jspecify.annotations.NullMarked;
