/** This installation: what it is made of, and how its parts are. */
@NullMarked
package dev.mayfly.api.installation;

import org.jspecify.annotations.NullMarked;
