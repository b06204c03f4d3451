package dev.mayfly.tests.architecture.broken.activities;

/** Public, so that what must not know it can. */
public record Known() {}
