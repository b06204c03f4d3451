package dev.mayfly.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a log is found, and told by its place. */
class LogVerificationTest {
    private static final SignerKey KEY = CheckpointTest.key("mayfly/test");
    private static final List<byte[]> ENTRIES = Exported.entries(600);
    private static final Exported LOG = Exported.of(ENTRIES, KEY);

    private static List<String> faults(Exported log) {
        return log.faults(KEY.verifier(), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 600})
    void aLogThatNobodyTouchedHolds(int size) {
        assertThat(faults(Exported.of(ENTRIES.subList(0, size), KEY))).isEmpty();
    }

    @Test
    void aFlippedBitIsFoundWhereverItIs() {
        for (String path : LOG.files().keySet()) {
            int length = LOG.file(path).length;
            for (int at : new int[] {0, length / 2, length - 2}) {
                assertThat(faults(LOG.flipped(path, at)))
                        .as("%s, byte %d", path, at)
                        .isNotEmpty();
            }
        }
        assertThat(faults(LOG.flipped("tile/entries/001", 4))).containsExactly("entry 256 is not what was signed");
        assertThat(faults(LOG.flipped("tile/0/001", 40)))
                .containsExactly("tile/0: its hash 257 is not that of entry 257, which is as it was signed");
        assertThat(faults(LOG.flipped("tile/1/000.p/2", 40)))
                .containsExactly("tile/1/000.p/2: its hash 1 is not that of the entries 256 to 511");
    }

    @Test
    void aRemovedEntryIsFound() {
        assertThat(faults(LOG.bundle("tile/entries/002.p/88", entries -> entries.remove(10))))
                .containsExactly(
                        "tile/entries/002.p/88 holds 87 entries, and the checkpoint counts 88 in it: some were removed",
                        "the entries 522 to 598 were signed as the entries 523 to 599: entries before them were removed");
    }

    @Test
    void aSlippedInEntryIsFound() {
        assertThat(faults(LOG.bundle("tile/entries/000", entries -> entries.add(3, new byte[] {1}))))
                .containsExactly(
                        "tile/entries/000 holds 257 entries, and the checkpoint counts 256 in it: some were slipped in",
                        "entry 3 is not what was signed",
                        "the entries 4 to 255 were signed as the entries 3 to 254: entries before them were slipped in");
    }

    @Test
    void aMovedEntryIsFound() {
        assertThat(faults(LOG.bundle("tile/entries/000", entries -> entries.add(7, entries.remove(8)))))
                .containsExactly(
                        "entry 7 was signed as entry 8: it was moved", "entry 8 was signed as entry 7: it was moved");
    }

    @Test
    void theCutOfTheNewestIsFound() {
        assertThat(faults(LOG.bundle(
                        "tile/entries/002.p/88",
                        entries -> entries.subList(80, 88).clear())))
                .containsExactly(
                        "tile/entries/002.p/88 holds 80 entries, and the checkpoint counts 88 in it: some were removed",
                        "the entries 592 to 599 were cut off");
        assertThat(faults(LOG.without("tile/entries/002.p/88")))
                .containsExactly(
                        "tile/entries/002.p/88 is missing: it holds the entries 512 to 599 of the 600 that the checkpoint counts");
    }

    @Test
    void tilesThatWereMadeAnewDoNotHelpTheForger() {
        List<byte[]> forged = new ArrayList<>(ENTRIES);
        forged.set(77, "{\"id\":77,\"never\":true}".getBytes(StandardCharsets.UTF_8));
        Exported anew = Exported.of(forged, KEY).with("checkpoint", LOG.file("checkpoint"));

        assertThat(faults(anew))
                .singleElement()
                .satisfies(fault -> assertThat(fault)
                        .endsWith("entries were changed, removed, slipped in or moved, and the tiles made anew"));
    }

    @Test
    void aCheckpointOfAnotherKeyIsNotBelieved() {
        Exported forged = Exported.of(ENTRIES, CheckpointTest.key("mayfly/test"));

        assertThat(faults(forged))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("the checkpoint: it is not signed by a known key"));
        assertThat(faults(LOG.without("checkpoint"))).containsExactly("the checkpoint is missing");
        assertThat(faults(LOG.with("checkpoint", new byte[0])))
                .containsExactly("the checkpoint cannot be read: it has no signatures beneath an empty line");
    }

    @Test
    void aLogThatWasSetBackIsFoundByAnEarlierCheckpoint() {
        Exported before = Exported.of(ENTRIES.subList(0, 300), KEY);

        assertThat(LOG.faults(KEY.verifier(), Optional.of(before.checkpoint()))).isEmpty();
        assertThat(LOG.faults(KEY.verifier(), Optional.of(LOG.checkpoint()))).isEmpty();
        assertThat(faults(before)).isEmpty();
        assertThat(before.faults(KEY.verifier(), Optional.of(LOG.checkpoint())))
                .containsExactly(
                        "the log was set back: it has 300 entries, and the earlier checkpoint signs 600; the newest 300 are gone");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 256, 600})
    void aForkIsFoundByAnEarlierCheckpoint(int size) {
        List<byte[]> other = new ArrayList<>(ENTRIES);
        other.set(5, new byte[] {5});
        Exported fork = Exported.of(other.subList(0, size), KEY);

        assertThat(LOG.faults(KEY.verifier(), Optional.of(fork.checkpoint())))
                .containsExactly(
                        size == 600
                                ? "the log is forked: two checkpoints of 600 entries sign different ones"
                                : "the log is forked: its first %d entries are not those that the earlier checkpoint signs"
                                        .formatted(size));
    }
}
