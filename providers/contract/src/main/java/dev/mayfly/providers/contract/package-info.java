/** The tests that every driver passes: one small abstract class for each interface of the SPI. */
@NullMarked
package dev.mayfly.providers.contract;

import org.jspecify.annotations.NullMarked;
