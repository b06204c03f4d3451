package dev.mayfly.domain.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A signed document as in <a href="https://github.com/secure-systems-lab/dsse/blob/master/envelope.md">DSSE</a>, with its
 * place in the log beside it.
 *
 * @param payload in base64
 * @param anchor where the log names it; readers of plain DSSE pass over it
 */
public record Envelope(String payloadType, String payload, List<Signature> signatures, Optional<Anchor> anchor) {
    /** The type of a receipt. */
    public static final String RECEIPT = "application/vnd.mayfly.receipt+json";

    /** Keeps its own copy. */
    public Envelope {
        signatures = List.copyOf(signatures);
    }

    /**
     * One signature.
     *
     * @param keyid the name and the id of a verifier key, with a plus between them
     * @param sig in base64
     */
    public record Signature(String keyid, String sig) {}

    /**
     * The entry that names the document.
     *
     * @param entry canonical JSON
     * @param proof an {@link InclusionProof} in its text form
     */
    public record Anchor(String entry, String proof) {}

    /** Signs a document by each of those keys. */
    public static Envelope sign(String type, byte[] document, Collection<SignerKey> keys) {
        byte[] signed = encoded(type, document);
        return new Envelope(
                type,
                Base64.getEncoder().encodeToString(document),
                keys.stream()
                        .map(key -> new Signature(
                                keyId(key.verifier()), Base64.getEncoder().encodeToString(key.sign(signed))))
                        .toList(),
                Optional.empty());
    }

    /** One that was signed before. */
    public static Envelope of(String type, byte[] document, List<Signature> signatures, Anchor anchor) {
        return new Envelope(type, Base64.getEncoder().encodeToString(document), signatures, Optional.of(anchor));
    }

    /**
     * The document.
     *
     * @throws IllegalArgumentException when it is not base64
     */
    public byte[] document() {
        return Base64.getDecoder().decode(payload);
    }

    /** What is wrong with the signatures, by the rules of {@link SignedNote#faults}. */
    public List<String> faults(Collection<VerifierKey> known) {
        List<String> faults = new ArrayList<>();
        byte[] signed = encoded(payloadType, document());
        boolean any = false;
        for (Signature signature : signatures) {
            for (VerifierKey key : known) {
                if (keyId(key).equals(signature.keyid())) {
                    any = true;
                    if (!verifies(key, signed, signature.sig())) {
                        faults.add("its signature by key %s is false".formatted(key.id()));
                    }
                }
            }
        }
        if (!any) {
            faults.add("it is not signed by a known key: the known are %s, it is signed by %s"
                    .formatted(
                            known.stream().map(Envelope::keyId).toList(),
                            signatures.stream().map(Signature::keyid).toList()));
        }
        return faults;
    }

    private static boolean verifies(VerifierKey key, byte[] signed, String signature) {
        try {
            return key.verifies(signed, Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            // What is not base64 is no signature.
            return false;
        }
    }

    private static String keyId(VerifierKey key) {
        return key.name() + "+" + key.id();
    }

    /** The pre-authentication encoding of DSSE. */
    private static byte[] encoded(String type, byte[] document) {
        byte[] head = "DSSEv1 %d %s %d "
                .formatted(type.getBytes(StandardCharsets.UTF_8).length, type, document.length)
                .getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + document.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(document, 0, all, head.length, document.length);
        return all;
    }
}
