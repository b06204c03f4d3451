/** Endings that were asked, kept until their workflows know of them. */
@NullMarked
package dev.mayfly.store.ending;

import org.jspecify.annotations.NullMarked;
