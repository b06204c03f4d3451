/** The drivers of this host, and the heartbeat of their work. */
@NullMarked
package dev.mayfly.activities.driver;

import org.jspecify.annotations.NullMarked;
