package dev.mayfly.domain.log;

import java.util.ArrayList;
import java.util.List;

/** The right edge of a tree that grows: it gives the hashes that tiles keep, and the root, from little memory. */
public final class Frontier {
    private final List<Hash> peaks;
    private long size;

    /** Goes on where {@code tree} ends. */
    public Frontier(MerkleTree tree) {
        peaks = new ArrayList<>(tree.peaks());
        size = tree.size();
    }

    /** Takes what tiles keep. */
    @FunctionalInterface
    public interface Keeper {
        /** A hash at a level of tiles, each exactly once. */
        void keep(int level, long ordinal, Hash hash);
    }

    /** Adds a leaf, and gives what tiles keep of it and of all that became complete by it. */
    public void add(Hash leaf, Keeper keeper) {
        keeper.keep(0, size, leaf);
        Hash whole = leaf;
        int complete = Long.numberOfTrailingZeros(~size);
        for (int height = 1; height <= complete; height++) {
            whole = Hash.node(peaks.removeLast(), whole);
            if (height % MerkleTree.TILE_HEIGHT == 0) {
                keeper.keep(height / MerkleTree.TILE_HEIGHT, size >> height, whole);
            }
        }
        peaks.add(whole);
        size++;
    }

    /** The number of leaves. */
    public long size() {
        return size;
    }

    /** What all of it hashes to. */
    public Hash root() {
        return peaks.reversed().stream()
                .reduce((right, left) -> Hash.node(left, right))
                .orElse(Hash.EMPTY);
    }
}
