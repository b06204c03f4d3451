package dev.mayfly.api.relay;

/**
 * A message of the client's.
 *
 * @param text whether it came as text
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on and never compared.
public record Arrived(boolean text, byte[] bytes) {}
