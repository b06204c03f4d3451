package dev.mayfly.domain.log;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A tree of a certain size over stored hashes: its root, and the proofs of <a
 * href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1">RFC 9162</a>.
 *
 * @param size the number of leaves
 */
public record MerkleTree(Nodes nodes, long size) {
    /** Bits of height that a level of tiles spans. */
    static final int TILE_HEIGHT = 8;

    /** Refuses a size below zero. */
    public MerkleTree {
        if (size < 0) {
            throw new IllegalArgumentException("a tree has no negative size");
        }
    }

    /** What the whole of it hashes to. */
    public Hash root() {
        return size == 0 ? Hash.EMPTY : range(0, size);
    }

    /** The complete subtrees that it consists of, the largest first: all that an append needs to know. */
    public List<Hash> peaks() {
        List<Hash> peaks = new ArrayList<>();
        long begin = 0;
        for (int height = Long.SIZE - 2; height >= 0; height--) {
            if (((size >> height) & 1) == 1) {
                peaks.add(complete(height, begin >> height));
                begin += 1L << height;
            }
        }
        return peaks;
    }

    /**
     * The hashes that lead from a leaf to the root, from the bottom up.
     *
     * @param index of the leaf, from 0
     */
    public List<Hash> inclusion(long index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf %d is not in a tree of %d".formatted(index, size));
        }
        List<Hash> path = new ArrayList<>();
        path(index, 0, size, path);
        return path;
    }

    private void path(long index, long begin, long end, List<Hash> path) {
        if (end - begin == 1) {
            return;
        }
        long middle = begin + split(end - begin);
        if (index < middle) {
            path(index, begin, middle, path);
            path.add(range(middle, end));
        } else {
            path(index, middle, end, path);
            path.add(range(begin, middle));
        }
    }

    /**
     * The hashes that show the tree of {@code earlier} leaves to be the beginning of this one.
     *
     * @param earlier from 1; of the whole tree the proof is empty
     */
    public List<Hash> consistency(long earlier) {
        if (earlier < 1 || earlier > size) {
            throw new IllegalArgumentException("no tree of %d begins one of %d".formatted(earlier, size));
        }
        List<Hash> proof = new ArrayList<>();
        consistency(earlier, 0, size, true, proof);
        return proof;
    }

    private void consistency(long earlier, long begin, long end, boolean known, List<Hash> proof) {
        if (earlier == end - begin) {
            if (!known) {
                proof.add(range(begin, end));
            }
            return;
        }
        long half = split(end - begin);
        if (earlier <= half) {
            consistency(earlier, begin, begin + half, known, proof);
            proof.add(range(begin + half, end));
        } else {
            consistency(earlier - half, begin + half, end, false, proof);
            proof.add(range(begin, begin + half));
        }
    }

    /** The root over the leaves from {@code begin} to before {@code end}; a left part of a split, or what is right of it. */
    private Hash range(long begin, long end) {
        long count = end - begin;
        if (Long.bitCount(count) == 1) {
            int height = Long.numberOfTrailingZeros(count);
            return complete(height, begin >> height);
        }
        long middle = begin + split(count);
        return Hash.node(range(begin, middle), range(middle, end));
    }

    private Hash complete(int height, long ordinal) {
        int within = height % TILE_HEIGHT;
        long first = ordinal << within;
        return Hash.above(LongStream.range(first, first + (1L << within))
                .mapToObj(at -> nodes.at(height / TILE_HEIGHT, at))
                .toList());
    }

    /** The largest power of two below {@code count}, which is at least 2. */
    static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
