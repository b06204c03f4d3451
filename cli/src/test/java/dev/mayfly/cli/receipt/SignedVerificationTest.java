package dev.mayfly.cli.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.Envelope;
import dev.mayfly.domain.log.Hash;
import dev.mayfly.domain.log.InclusionProof;
import dev.mayfly.domain.log.SignedNote;
import dev.mayfly.domain.log.SignerKey;
import dev.mayfly.domain.log.VerifierKey;
import dev.mayfly.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever is changed of a signed receipt is found, and told for what it is. */
class SignedVerificationTest {
    private static final SignerKey KEY = key();
    private static final Hash BESIDE = Hash.leaf(new byte[] {1});

    private static SignerKey key() {
        try {
            return new SignerKey(
                    "mayfly/main", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String entry(String workspace, String document) {
        return Json.canonical(Map.of(
                "type",
                "CLOSED",
                "workspace",
                workspace,
                "templateDigest",
                "a".repeat(64),
                "data",
                Map.of("receiptSha256", Json.sha256(document))));
    }

    /** The second of two entries of a log. */
    private static InclusionProof proof(String entry, SignerKey key) {
        Hash root = Hash.node(BESIDE, Hash.leaf(entry.getBytes(StandardCharsets.UTF_8)));
        return new InclusionProof(
                1, List.of(BESIDE), SignedNote.sign(new Checkpoint("mayfly/main", 2, root).text(), List.of(key)));
    }

    private static Envelope envelope(String document, String entry, InclusionProof proof, SignerKey key) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        return Envelope.of(
                Envelope.RECEIPT,
                bytes,
                Envelope.sign(Envelope.RECEIPT, bytes, List.of(key)).signatures(),
                new Envelope.Anchor(entry, proof.toString()));
    }

    private static Envelope good() {
        String document = VerificationTest.good();
        String entry = entry("ws-0123456789ab", document);
        return envelope(document, entry, proof(entry, KEY), KEY);
    }

    private static List<String> faults(Envelope envelope) {
        return faults(Json.write(envelope), KEY.verifier());
    }

    private static List<String> faults(String envelope, VerifierKey key) {
        return SignedVerification.of(envelope.getBytes(StandardCharsets.UTF_8), List.of(key), Optional.empty())
                .faults();
    }

    @Test
    void oneAsItWasIssuedHolds() {
        assertThat(faults(good())).isEmpty();
        assertThat(SignedVerification.isSigned(Json.write(good()).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(SignedVerification.isSigned(VerificationTest.good().getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void anotherDocumentIsFoundByEachOfItsBonds() {
        String other = VerificationTest.good().replace("try it", "try at");
        Envelope good = good();
        Envelope forged = Envelope.of(
                Envelope.RECEIPT,
                other.getBytes(StandardCharsets.UTF_8),
                good.signatures(),
                good.anchor().orElseThrow());

        assertThat(faults(forged))
                .containsExactly(
                        "its signature by key %s is false"
                                .formatted(KEY.verifier().id()),
                        "the log's entry has another data.receiptSha256: %s, and the receipt's is %s"
                                .formatted(Json.sha256(VerificationTest.good()), Json.sha256(other)));
    }

    @Test
    void anotherEntryIsNotProved() {
        String other = VerificationTest.good().replace("try it", "try at");
        InclusionProof proof = proof(entry("ws-0123456789ab", VerificationTest.good()), KEY);

        assertThat(faults(envelope(other, entry("ws-0123456789ab", other), proof, KEY)))
                .containsExactly(
                        "the log's entry 1 is not the one that is shown: the proof does not lead from it to the root of the checkpoint");
    }

    @Test
    void theEndOfAnotherWorkspaceIsNoProof() {
        String document = VerificationTest.good();
        String entry = entry("ws-aaaaaaaaaaaa", document);

        assertThat(faults(envelope(document, entry, proof(entry, KEY), KEY)))
                .containsExactly(
                        "the log's entry has another workspace: ws-aaaaaaaaaaaa, and the receipt's is ws-0123456789ab");
    }

    @Test
    void anotherKeyIsNotBelieved() {
        assertThat(faults(Json.write(good()), key().verifier()))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).contains("it is not signed by a known key"));
        String document = VerificationTest.good();
        String entry = entry("ws-0123456789ab", document);
        assertThat(faults(envelope(document, entry, proof(entry, key()), KEY)))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("its checkpoint: it is not signed by a known key"));
    }

    @Test
    void whatIsMissingIsSaid() {
        Envelope good = good();
        assertThat(faults(new Envelope(good.payloadType(), good.payload(), good.signatures(), Optional.empty())))
                .containsExactly("it does not say where the log names it");
        assertThat(faults(new Envelope(good.payloadType(), good.payload(), List.of(), good.anchor())))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("it is not signed by a known key"));
        assertThat(faults("{\"payloadType\":\"x\"}", KEY.verifier()))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("its envelope cannot be read"));
    }
}
