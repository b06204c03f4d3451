package dev.mayfly.domain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    /** The key and the note of the documentation of Go's package golang.org/x/mod/sumdb/note. */
    private static final String GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String GO_NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    private static final Checkpoint CHECKPOINT = new Checkpoint("mayfly/test", 7, Hash.EMPTY);

    @Test
    void aNoteOfAnotherImplementationHolds() {
        SignedNote note = SignedNote.parse(GO_NOTE);

        assertThat(note.faults(List.of(VerifierKey.parse(GO_KEY)))).isEmpty();
        assertThat(note).hasToString(GO_NOTE);
        assertThat(VerifierKey.parse(GO_KEY)).hasToString(GO_KEY);
    }

    @Test
    void aChangedNoteIsToldByItsKey() {
        SignedNote note = SignedNote.parse(GO_NOTE.replace("problem,", "problem;"));

        assertThat(note.faults(List.of(VerifierKey.parse(GO_KEY))))
                .containsExactly("the signature by key c74f20a3 is false");
    }

    @Test
    void oldAndNewKeySignWhileBothAreKnown() {
        SignerKey old = key("mayfly/test");
        SignerKey young = key("mayfly/test");
        SignedNote note = SignedNote.parse(
                SignedNote.sign(CHECKPOINT.text(), List.of(old, young)).toString());

        assertThat(Checkpoint.parse(note.text())).isEqualTo(CHECKPOINT);
        assertThat(note.faults(List.of(old.verifier()))).isEmpty();
        assertThat(note.faults(List.of(young.verifier()))).isEmpty();
        assertThat(note.faults(List.of(key("mayfly/test").verifier())))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("it is not signed by a known key"));
        assertThat(note.faults(List.of())).hasSize(1);
    }

    @Test
    void aKeyOfAnotherNameDoesNotSpeakForTheLog() {
        SignerKey other = key("mayfly/other");
        SignedNote note = SignedNote.sign(CHECKPOINT.text(), List.of(key("mayfly/test")));

        assertThat(note.faults(List.of(other.verifier()))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n\u2014 name\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n- name AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA"
            })
    void whatIsNoNoteIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "origin\n7\n",
                "origin\n07\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "origin\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "origin\n7\n47DEQpj8HBSa\n",
                "or igin\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
            })
    void whatIsNoCheckpointIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tile/0/0",
                "tile/0/x000/001",
                "tile/8/000",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/../../secret",
                "tile/entries/1"
            })
    void whatIsNoTileIsRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tile.parse(path));
    }

    @Test
    void theTilesOfATreeAreThoseOfTheStandard() {
        // The example of c2sp.org/tlog-tiles.
        assertThat(Tile.of(70_000))
                .extracting(Tile::path)
                .contains(
                        "tile/0/000",
                        "tile/0/272",
                        "tile/0/273.p/112",
                        "tile/1/000",
                        "tile/1/001.p/17",
                        "tile/2/000.p/1",
                        "tile/entries/273.p/112");
        assertThat(new Tile(0, 1_234_067, Tile.FULL).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(Tile.of(0)).isEmpty();
    }

    @Test
    void aProofIsReadAsItWasWritten() {
        InclusionProof proof = new InclusionProof(
                3, List.of(Hash.EMPTY), SignedNote.sign(CHECKPOINT.text(), List.of(key("mayfly/test"))));

        assertThat(InclusionProof.parse(proof.toString())).isEqualTo(proof);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InclusionProof.parse(proof.toString().replace("index 3", "index 03")));
    }

    @Test
    void theKeyIsNeverShown() {
        SignerKey key = key("mayfly/test");

        assertThat(key).hasToString("SignerKey[%s]".formatted(key.verifier()));
        assertThat(key.verifier().verifies(bytes("a"), key.sign(bytes("a")))).isTrue();
        assertThat(key.verifier().verifies(bytes("b"), key.sign(bytes("a")))).isFalse();
        assertThat(key.verifier().verifies(bytes("a"), bytes("short"))).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static SignerKey key(String name) {
        try {
            return new SignerKey(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has Ed25519", e);
        }
    }
}
