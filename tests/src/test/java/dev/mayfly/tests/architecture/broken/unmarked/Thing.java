package dev.mayfly.tests.architecture.broken.unmarked;

/** Its package does not say that nothing in it is null. */
record Thing() {}
