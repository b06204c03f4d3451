/** Which Mayfly this database belongs to. */
@NullMarked
package dev.mayfly.store.installation;

import org.jspecify.annotations.NullMarked;
