package dev.mayfly.domain;

/**
 * A validated name with one text form: in JSON, in a column, in a URL and on the thing itself it is {@link #value()}.
 * Every implementation is a record of just that text.
 */
public interface Name {

    /** The one text form. */
    String value();
}
