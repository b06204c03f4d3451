/** Where the server is, as whom it is called, and the options that every verb has. */
@NullMarked
package dev.mayfly.cli.session;

import org.jspecify.annotations.NullMarked;
