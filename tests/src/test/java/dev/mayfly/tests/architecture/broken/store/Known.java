package dev.mayfly.tests.architecture.broken.store;

/** Public, so that what must not know it can. */
public record Known() {}
