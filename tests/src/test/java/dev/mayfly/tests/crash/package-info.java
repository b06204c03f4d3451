/** Real servers that are killed with real signals, and an oracle that judges what they left on the host. */
@NullMarked
package dev.mayfly.tests.crash;

import org.jspecify.annotations.NullMarked;
