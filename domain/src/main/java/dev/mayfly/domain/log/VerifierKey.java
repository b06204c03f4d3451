package dev.mayfly.domain.log;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public Ed25519 key in the text form of <a href="https://c2sp.org/signed-note">signed notes</a>:
 * {@code <name>+<key id>+<base64>}.
 *
 * @param name whose key it is; for a log, its origin
 * @param id the first four bytes of a hash of name and key, in lower-case hexadecimal
 */
public record VerifierKey(String name, String id, PublicKey key) {
    private static final Pattern FORM =
            Pattern.compile("([^\\s+\\p{Cntrl}]{1,200})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+=*)");
    private static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 4;

    /** What precedes the 32 bytes of an Ed25519 key in X.509's form (RFC 8410). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** The text form's parts of a key. */
    public static VerifierKey of(String name, PublicKey key) {
        byte[] raw = raw(key);
        return new VerifierKey(name, HexFormat.of().formatHex(hash(name, raw), 0, ID_BYTES), key);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is another, or its id is not that of its name and key
     */
    public static VerifierKey parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a verifier key is <name>+<8 hexadecimal digits>+<base64>");
        }
        byte[] typed = Base64.getDecoder().decode(form.group(3));
        if (typed.length != KEY_BYTES + 1 || typed[0] != ED25519) {
            throw new IllegalArgumentException("the verifier key is not one of Ed25519");
        }
        byte[] encoded = Arrays.copyOf(X509, X509.length + KEY_BYTES);
        System.arraycopy(typed, 1, encoded, X509.length, KEY_BYTES);
        try {
            VerifierKey read = of(
                    form.group(1), KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            if (!read.id().equals(form.group(2))) {
                throw new IllegalArgumentException(
                        "the verifier key says that its id is %s, and it is %s".formatted(form.group(2), read.id()));
            }
            return read;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the verifier key is no point of Ed25519", e);
        }
    }

    /** Whether {@code signature} is one of {@code text} by this key. */
    public boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of a wrong length or form is refused like any other that is wrong.
            return false;
        }
    }

    private static byte[] raw(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded.length != X509.length + KEY_BYTES || !Arrays.equals(X509, Arrays.copyOf(encoded, X509.length))) {
            throw new IllegalArgumentException("the key is not one of Ed25519");
        }
        return Arrays.copyOfRange(encoded, X509.length, encoded.length);
    }

    private static byte[] hash(String name, byte[] raw) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            digest.update(ED25519);
            return digest.digest(raw);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The text form. */
    @Override
    public String toString() {
        byte[] typed = new byte[KEY_BYTES + 1];
        typed[0] = ED25519;
        System.arraycopy(raw(key), 0, typed, 1, KEY_BYTES);
        return "%s+%s+%s".formatted(name, id, Base64.getEncoder().encodeToString(typed));
    }
}
