/**
 * RFB (RFC 6143) as the relay reads it: every message of both sides is parsed, bounded, and passed on or dropped. Both
 * the viewer and the desktop may be hostile.
 */
@NullMarked
package dev.mayfly.api.rfb;

import org.jspecify.annotations.NullMarked;
