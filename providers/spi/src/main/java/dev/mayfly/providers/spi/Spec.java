package dev.mayfly.providers.spi;

/**
 * What a driver is to make, as a record of the driver's own. Its components are what a template may write; its compact
 * constructor refuses what is out of bounds with {@code INVALID_REQUEST}, naming the field.
 */
public interface Spec {}
