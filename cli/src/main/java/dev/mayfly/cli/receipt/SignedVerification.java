package dev.mayfly.cli.receipt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.http.Digest;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.log.Checkpoint;
import dev.mayfly.domain.log.Envelope;
import dev.mayfly.domain.log.Hash;
import dev.mayfly.domain.log.InclusionProof;
import dev.mayfly.domain.log.Proof;
import dev.mayfly.domain.log.VerifierKey;
import dev.mayfly.domain.receipt.Receipt;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a signed receipt: its signature, its own form, the entry of the log that names it, and the proof of that. */
final class SignedVerification {
    private final List<VerifierKey> keys;
    private final List<String> faults = new ArrayList<>();

    private SignedVerification(List<VerifierKey> keys) {
        this.keys = keys;
    }

    /** Whether it is an envelope rather than a bare receipt. */
    static boolean isSigned(byte[] bytes) {
        try {
            return Json.MAPPER.readTree(bytes).has("payloadType");
        } catch (IOException e) {
            return false;
        }
    }

    static Verification of(byte[] bytes, List<VerifierKey> keys, Optional<String> expected) {
        return new SignedVerification(keys).all(bytes, expected);
    }

    private Verification all(byte[] bytes, Optional<String> expected) {
        Envelope envelope;
        byte[] document;
        try {
            envelope = Json.MAPPER
                    .readerFor(Envelope.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .readValue(bytes);
            document = envelope.document();
        } catch (IOException | IllegalArgumentException e) {
            faults.add("its envelope cannot be read: " + e.getMessage());
            return new Verification(Digest.hex(bytes), Optional.empty(), faults, true);
        }
        if (!envelope.payloadType().equals(Envelope.RECEIPT)) {
            faults.add("it is signed as %s, which is no receipt".formatted(envelope.payloadType()));
        }
        faults.addAll(envelope.faults(keys));
        Verification bare = Verification.of(document, expected);
        faults.addAll(bare.faults());
        envelope.anchor()
                .ifPresentOrElse(
                        anchor -> anchor(anchor, bare), () -> faults.add("it does not say where the log names it"));
        return new Verification(bare.sha256(), bare.receipt(), faults, true);
    }

    private void anchor(Envelope.Anchor anchor, Verification bare) {
        entry(anchor.entry(), bare);
        try {
            InclusionProof proof = InclusionProof.parse(anchor.proof());
            proof.checkpoint().faults(keys).forEach(fault -> faults.add("its checkpoint: " + fault));
            Checkpoint checkpoint = Checkpoint.parse(proof.checkpoint().text());
            if (keys.stream().noneMatch(key -> key.name().equals(checkpoint.origin()))) {
                faults.add("its checkpoint is of the log %s, whose key is not known".formatted(checkpoint.origin()));
            }
            Hash leaf = Hash.leaf(anchor.entry().getBytes(StandardCharsets.UTF_8));
            if (!Proof.includes(leaf, proof.index(), proof.path(), checkpoint.size(), checkpoint.root())) {
                faults.add(
                        "the log's entry %d is not the one that is shown: the proof does not lead from it to the root of the checkpoint"
                                .formatted(proof.index()));
            }
        } catch (IllegalArgumentException e) {
            faults.add("its proof cannot be read: " + e.getMessage());
        }
    }

    /** The entry has to be the end of this very workspace, and to name this very receipt. */
    private void entry(String text, Verification bare) {
        try {
            JsonNode entry = Json.MAPPER.readTree(text);
            if (!Json.canonical(entry).equals(text)) {
                faults.add("the log's entry is not in its canonical form (RFC 8785)");
            }
            demand("type", EventType.CLOSED.name(), entry.path("type"));
            demand("data.receiptSha256", bare.sha256(), entry.path("data").path("receiptSha256"));
            bare.receipt().map(Receipt::request).ifPresent(request -> {
                demand("workspace", request.id().value(), entry.path("workspace"));
                demand("templateDigest", request.digest().value(), entry.path("templateDigest"));
            });
        } catch (IOException e) {
            faults.add("the log's entry is not JSON: " + e.getMessage());
        }
    }

    private void demand(String field, String expected, JsonNode got) {
        if (!expected.equals(got.asText(""))) {
            faults.add("the log's entry has another %s: %s, and the receipt's is %s"
                    .formatted(field, got.asText("none"), expected));
        }
    }
}
