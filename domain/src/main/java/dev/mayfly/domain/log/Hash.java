package dev.mayfly.domain.log;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A SHA-256 of the tree of <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962</a>. Leaves and nodes
 * are hashed with different prefixes, so that none can be passed off as the other.
 */
public final class Hash {
    /** Bytes of a hash. */
    public static final int BYTES = 32;

    /** The root of the tree without leaves. */
    public static final Hash EMPTY = new Hash(sha256());

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash of a leaf that holds {@code entry}. */
    public static Hash leaf(byte[] entry) {
        return new Hash(sha256(LEAF, entry));
    }

    /** The hash of a node above two others. */
    public static Hash node(Hash left, Hash right) {
        return new Hash(sha256(NODE, left.bytes, right.bytes));
    }

    /**
     * Takes the bytes of a hash.
     *
     * @throws IllegalArgumentException when they are not 32
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has %d bytes, not %d".formatted(BYTES, bytes.length));
        }
        return new Hash(bytes.clone());
    }

    /**
     * Reads the base64 form.
     *
     * @throws IllegalArgumentException when it is not that of 32 bytes
     */
    public static Hash parse(String base64) {
        Hash read = of(Base64.getDecoder().decode(base64));
        if (!read.toString().equals(base64)) {
            throw new IllegalArgumentException("a hash is written in one way only");
        }
        return read;
    }

    /** The root of the complete tree over those hashes, whose count is a power of two. */
    static Hash above(List<Hash> hashes) {
        int count = hashes.size();
        return count == 1
                ? hashes.getFirst()
                : node(above(hashes.subList(0, count / 2)), above(hashes.subList(count / 2, count)));
    }

    /** Its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    void putInto(ByteBuffer buffer) {
        buffer.put(bytes);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In base64. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
