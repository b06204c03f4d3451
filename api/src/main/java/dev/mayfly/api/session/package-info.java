/** Being signed in with a browser: the ways to sign in, the session that follows, and the cookie that carries it. */
@NullMarked
package dev.mayfly.api.session;

import org.jspecify.annotations.NullMarked;
