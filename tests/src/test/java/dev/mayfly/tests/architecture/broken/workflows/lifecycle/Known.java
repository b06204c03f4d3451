package dev.mayfly.tests.architecture.broken.workflows.lifecycle;

/** Public, so that what must not know it can. */
public record Known() {}
