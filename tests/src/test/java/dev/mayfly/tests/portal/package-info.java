/** The portal as people have it: a real browser, the real server, the real sandbox. */
@NullMarked
package dev.mayfly.tests.portal;

import org.jspecify.annotations.NullMarked;
