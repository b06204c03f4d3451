package dev.mayfly.tests.architecture.broken.domain;

/** Depends on a module that it must not know. */
record Astray(dev.mayfly.tests.architecture.broken.store.Known known) {}
