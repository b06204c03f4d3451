/** The verbs that look at the installation as a whole. */
@NullMarked
package dev.mayfly.cli.installation;

import org.jspecify.annotations.NullMarked;
