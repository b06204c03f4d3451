/** Carries a desktop or a terminal between a WebSocket, opened by a ticket, and a socket of the workspace's host. */
@NullMarked
package dev.mayfly.api.relay;

import org.jspecify.annotations.NullMarked;
