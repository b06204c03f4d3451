package dev.mayfly.tests.architecture.broken.domain;

/** Public, so that what must not know it can. */
public record Known() {}
