package dev.mayfly.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for trees of any entries. */
class TreePropertiesTest {
    @Provide
    Arbitrary<List<byte[]>> logs() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(600);
    }

    @Property(tries = 200)
    void theTreeIsTheDefinedOne(@ForAll("logs") List<byte[]> entries) {
        Trees trees = Trees.of(entries);

        assertThat(trees.tree(entries.size()).root())
                .isEqualTo(Trees.mth(entries))
                .isEqualTo(trees.frontier().root());
    }

    @Property(tries = 200)
    void everyEntryIsProvedAndNoOtherInItsPlace(
            @ForAll("logs") List<byte[]> entries, @ForAll @IntRange(max = 599) int any, @ForAll byte[] other) {
        int index = any % entries.size();
        MerkleTree tree = Trees.of(entries).tree(entries.size());
        List<Hash> path = tree.inclusion(index);
        Hash leaf = Hash.leaf(entries.get(index));

        assertThat(path).isEqualTo(Trees.path(index, entries));
        assertThat(Proof.includes(leaf, index, path, entries.size(), tree.root()))
                .isTrue();
        assertThat(Proof.includes(Hash.leaf(other), index, path, entries.size(), tree.root()))
                .isEqualTo(Hash.leaf(other).equals(leaf));
    }

    @Property(tries = 200)
    void everyBeginningIsProvedAndNoOther(
            @ForAll("logs") List<byte[]> entries,
            @ForAll @IntRange(max = 599) int any,
            @ForAll @IntRange(max = 599) int flipped) {
        int earlier = any % entries.size() + 1;
        Trees trees = Trees.of(entries);
        MerkleTree tree = trees.tree(entries.size());
        List<Hash> path = tree.consistency(earlier);

        assertThat(Proof.continues(earlier, trees.tree(earlier).root(), path, entries.size(), tree.root()))
                .isTrue();

        List<byte[]> forked = new ArrayList<>(entries);
        int at = flipped % earlier;
        byte[] entry = entries.get(at);
        byte[] changed = new byte[entry.length + 1];
        System.arraycopy(entry, 0, changed, 0, entry.length);
        forked.set(at, changed);
        assertThat(Proof.continues(earlier, Trees.mth(forked.subList(0, earlier)), path, entries.size(), tree.root()))
                .isFalse();
    }

    @Property(tries = 500)
    void aTilesPathIsReadAsItWasWritten(
            @ForAll @IntRange(min = -1, max = 7) int level,
            @ForAll @LongRange(max = 999_999_999_999L) long index,
            @ForAll @IntRange(min = 1, max = 256) int width) {
        Tile tile = new Tile(level, index, width);

        assertThat(Tile.parse(tile.path())).isEqualTo(tile);
    }

    @Property(tries = 200)
    void aBundleIsReadAsItWasWritten(@ForAll("logs") List<byte[]> entries) {
        assertThat(Tile.entries(Tile.bundle(entries)))
                .usingRecursiveComparison()
                .isEqualTo(entries);
    }
}
