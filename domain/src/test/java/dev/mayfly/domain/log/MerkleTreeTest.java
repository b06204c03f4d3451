package dev.mayfly.domain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
    /** The entries and roots that the first implementation of RFC 6962 (certificate-transparency) is tested with. */
    private static final List<byte[]> KNOWN = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(HexFormat.of()::parseHex)
            .toList();

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void theRootsAreTheKnownOnes() {
        for (int size = 0; size <= KNOWN.size(); size++) {
            Trees trees = Trees.of(KNOWN.subList(0, size));

            assertThat(HexFormat.of().formatHex(trees.tree(size).root().bytes()))
                    .isEqualTo(ROOTS.get(size));
            assertThat(trees.frontier().root()).isEqualTo(trees.tree(size).root());
        }
    }

    @Test
    void aKnownProofIsTheKnownOne() {
        // PATH(5, D[8]) of certificate-transparency's tests.
        assertThat(Trees.of(KNOWN).tree(8).inclusion(5).stream()
                        .map(hash -> HexFormat.of().formatHex(hash.bytes())))
                .containsExactly(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 13, 31, 32, 33, 64, 65})
    void everyProofOfASmallTreeIsTheDefinedOneAndHolds(int size) {
        List<byte[]> entries = numbered(size);
        Trees trees = Trees.of(entries);
        Hash root = Trees.mth(entries);
        MerkleTree tree = trees.tree(size);

        assertThat(tree.root()).isEqualTo(root);
        for (int index = 0; index < size; index++) {
            List<Hash> path = tree.inclusion(index);
            assertThat(path).isEqualTo(Trees.path(index, entries));
            assertThat(Proof.includes(Hash.leaf(entries.get(index)), index, path, size, root))
                    .isTrue();
        }
        for (int earlier = 1; earlier <= size; earlier++) {
            List<Hash> path = tree.consistency(earlier);
            Hash before = Trees.mth(entries.subList(0, earlier));
            assertThat(path).isEqualTo(Trees.subproof(earlier, entries, true));
            assertThat(Proof.continues(earlier, before, path, size, root)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 257, 511, 512, 65_535, 65_536, 65_537})
    void theRootGoesOnOverTheEdgesOfTiles(int size) {
        List<byte[]> entries = numbered(size);
        Trees trees = Trees.of(entries);

        assertThat(trees.tree(size).root())
                .isEqualTo(Trees.mth(entries))
                .isEqualTo(trees.frontier().root());
        assertThat(new Frontier(trees.tree(size)).root())
                .isEqualTo(trees.frontier().root());
    }

    @Test
    void aProofHoldsForNothingElse() {
        List<byte[]> entries = numbered(11);
        Trees trees = Trees.of(entries);
        MerkleTree tree = trees.tree(11);
        Hash leaf = Hash.leaf(entries.get(6));
        List<Hash> path = tree.inclusion(6);
        List<Hash> longer = Stream.concat(path.stream(), Stream.of(leaf)).toList();

        assertThat(Proof.includes(leaf, 7, path, 11, tree.root())).isFalse();
        assertThat(Proof.includes(Hash.leaf(entries.get(7)), 6, path, 11, tree.root()))
                .isFalse();
        assertThat(Proof.includes(leaf, 6, path, 11, trees.tree(10).root())).isFalse();
        assertThat(Proof.includes(leaf, 6, path.reversed(), 11, tree.root())).isFalse();
        assertThat(Proof.includes(leaf, 6, path.subList(1, path.size()), 11, tree.root()))
                .isFalse();
        assertThat(Proof.includes(leaf, 6, longer, 11, tree.root())).isFalse();
        assertThat(Proof.includes(leaf, -1, path, 11, tree.root())).isFalse();
        assertThat(Proof.includes(leaf, 11, path, 11, tree.root())).isFalse();

        Hash before = trees.tree(6).root();
        List<Hash> onwards = tree.consistency(6);
        assertThat(Proof.continues(6, before, onwards, 11, tree.root())).isTrue();
        assertThat(Proof.continues(5, before, onwards, 11, tree.root())).isFalse();
        assertThat(Proof.continues(6, trees.tree(5).root(), onwards, 11, tree.root()))
                .isFalse();
        assertThat(Proof.continues(6, before, onwards, 11, trees.tree(10).root()))
                .isFalse();
        assertThat(Proof.continues(6, before, List.of(), 11, tree.root())).isFalse();
        assertThat(Proof.continues(12, before, onwards, 11, tree.root())).isFalse();
        assertThat(Proof.continues(0, Hash.EMPTY, onwards, 11, tree.root())).isFalse();
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        MerkleTree tree = Trees.of(numbered(3)).tree(3);

        assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusion(3));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusion(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.consistency(0));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.consistency(4));
        assertThatIllegalArgumentException().isThrownBy(() -> Hash.of(new byte[31]));
    }

    private static List<byte[]> numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ByteBuffer.allocate(Integer.BYTES).putInt(i).array())
                .toList();
    }
}
