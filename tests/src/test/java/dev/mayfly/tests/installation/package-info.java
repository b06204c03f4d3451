/** A whole Mayfly in one process: real workflows, activities and store, under a clock that skips. */
@NullMarked
package dev.mayfly.tests.installation;

import org.jspecify.annotations.NullMarked;
