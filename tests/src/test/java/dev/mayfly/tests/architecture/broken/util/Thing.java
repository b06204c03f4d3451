package dev.mayfly.tests.architecture.broken.util;

/** Lives in a package whose name says nothing. */
record Thing() {}
