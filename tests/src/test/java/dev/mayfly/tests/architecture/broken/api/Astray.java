package dev.mayfly.tests.architecture.broken.api;

/** Depends on a module that it must not know. */
record Astray(dev.mayfly.tests.architecture.broken.activities.Known known) {}
