package dev.mayfly.domain.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A log in memory, and the definitions of RFC 6962 word for word. */
final class Trees implements Nodes {
    private record Place(int level, long ordinal) {}

    private final Map<Place, Hash> hashes = new HashMap<>();
    private final Frontier frontier = new Frontier(new MerkleTree(this, 0));
    private final List<byte[]> entries = new ArrayList<>();

    static Trees of(List<byte[]> entries) {
        Trees trees = new Trees();
        entries.forEach(trees::add);
        return trees;
    }

    void add(byte[] entry) {
        entries.add(entry);
        frontier.add(Hash.leaf(entry), (level, ordinal, hash) -> {
            if (hashes.put(new Place(level, ordinal), hash) != null) {
                throw new IllegalStateException("%d/%d was kept twice".formatted(level, ordinal));
            }
        });
    }

    Frontier frontier() {
        return frontier;
    }

    MerkleTree tree(long size) {
        return new MerkleTree(this, size);
    }

    @Override
    public Hash at(int level, long ordinal) {
        return Objects.requireNonNull(hashes.get(new Place(level, ordinal)), () -> level + "/" + ordinal);
    }

    /** MTH of section 2.1. */
    static Hash mth(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return Hash.EMPTY;
        }
        if (entries.size() == 1) {
            return Hash.leaf(entries.getFirst());
        }
        int k = k(entries.size());
        return Hash.node(mth(entries.subList(0, k)), mth(entries.subList(k, entries.size())));
    }

    /** PATH of section 2.1.1. */
    static List<Hash> path(int m, List<byte[]> entries) {
        List<Hash> path = new ArrayList<>();
        if (entries.size() == 1) {
            return path;
        }
        int k = k(entries.size());
        List<byte[]> left = entries.subList(0, k);
        List<byte[]> right = entries.subList(k, entries.size());
        path.addAll(m < k ? path(m, left) : path(m - k, right));
        path.add(m < k ? mth(right) : mth(left));
        return path;
    }

    /** SUBPROOF of section 2.1.2. */
    static List<Hash> subproof(int m, List<byte[]> entries, boolean b) {
        List<Hash> proof = new ArrayList<>();
        if (m == entries.size()) {
            if (!b) {
                proof.add(mth(entries));
            }
            return proof;
        }
        int k = k(entries.size());
        List<byte[]> left = entries.subList(0, k);
        List<byte[]> right = entries.subList(k, entries.size());
        if (m <= k) {
            proof.addAll(subproof(m, left, b));
            proof.add(mth(right));
        } else {
            proof.addAll(subproof(m - k, right, false));
            proof.add(mth(left));
        }
        return proof;
    }

    private static int k(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }
}
