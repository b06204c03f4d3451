package dev.mayfly.store.blob;

/**
 * A piece of content that is kept.
 *
 * @param id 32 hexadecimal digits that nobody can guess
 * @param sha256 of the content, lower-case hexadecimal
 */
public record Blob(String id, long bytes, String sha256) {}
