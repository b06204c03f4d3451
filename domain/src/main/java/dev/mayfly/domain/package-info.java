/** The language of Mayfly: pure Java, no framework; everything else depends on it and it on nothing. */
@NullMarked
package dev.mayfly.domain;

import org.jspecify.annotations.NullMarked;
