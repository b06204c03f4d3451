package dev.mayfly.tests.architecture.broken.activities;

/** Depends on a module that it must not know. */
record Astray(dev.mayfly.tests.architecture.broken.providers.one.Known known) {}
