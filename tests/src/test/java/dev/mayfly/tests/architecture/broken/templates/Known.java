package dev.mayfly.tests.architecture.broken.templates;

/** Public, so that what must not know it can. */
public record Known() {}
