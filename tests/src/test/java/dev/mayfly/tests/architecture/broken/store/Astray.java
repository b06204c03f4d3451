package dev.mayfly.tests.architecture.broken.store;

/** Depends on a module that it must not know. */
record Astray(dev.mayfly.tests.architecture.broken.api.Known known) {}
