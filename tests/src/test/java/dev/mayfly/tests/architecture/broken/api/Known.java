package dev.mayfly.tests.architecture.broken.api;

/** Public, so that what must not know it can. */
public record Known() {}
