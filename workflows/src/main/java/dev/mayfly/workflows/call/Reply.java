package dev.mayfly.workflows.call;

/**
 * What came of a call.
 *
 * @param blob where the content lies, or empty when there is none
 * @param bytes the content's size
 * @param sha256 of the content, lower-case hexadecimal, or empty
 */
public record Reply(String blob, long bytes, String sha256) {}
