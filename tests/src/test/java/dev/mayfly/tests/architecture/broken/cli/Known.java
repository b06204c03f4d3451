package dev.mayfly.tests.architecture.broken.cli;

/** Public, so that what must not know it can. */
public record Known() {}
