package dev.mayfly.domain.log;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/** A key that signs, with the public one that verifies. It is never shown. */
public final class SignerKey {
    private final KeyPair pair;
    private final VerifierKey verifier;

    /** An Ed25519 key under a name. */
    public SignerKey(String name, KeyPair pair) {
        this.pair = pair;
        this.verifier = VerifierKey.of(name, pair.getPublic());
    }

    /** What others verify with. */
    public VerifierKey verifier() {
        return verifier;
    }

    /** Signs by Ed25519 (RFC 8032). */
    public byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key %s cannot sign".formatted(verifier.id()), e);
        }
    }

    /** Says whose it is, and nothing else. */
    @Override
    public String toString() {
        return "SignerKey[%s]".formatted(verifier);
    }
}
