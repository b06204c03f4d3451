package dev.mayfly.tests.architecture.broken.providers.one;

/** Public, so that what must not know it can. */
public record Known() {}
