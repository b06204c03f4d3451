package dev.mayfly.tests.architecture.broken.worker;

/** Public, so that what must not know it can. */
public record Known() {}
