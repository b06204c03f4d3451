package dev.mayfly.tests.architecture.broken.json;

/** Public, so that what must not know it can. */
public record Known() {}
