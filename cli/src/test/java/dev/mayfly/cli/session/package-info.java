/** Where the server is and as whom it is called. */
@NullMarked
package dev.mayfly.cli.session;

import org.jspecify.annotations.NullMarked;
