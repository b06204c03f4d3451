package dev.mayfly.tests.architecture.broken.providers.contract;

/** Public, so that what must not know it can. */
public record Known() {}
