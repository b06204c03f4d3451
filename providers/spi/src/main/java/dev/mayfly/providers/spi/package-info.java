/** What a driver is: the one interface between Mayfly and everything that it can make. */
@NullMarked
package dev.mayfly.providers.spi;

import org.jspecify.annotations.NullMarked;
