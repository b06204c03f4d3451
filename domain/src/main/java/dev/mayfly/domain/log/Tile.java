package dev.mayfly.domain.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Up to 256 hashes, or entries, under a path, as in <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>.
 *
 * @param level of hashes: 0 holds those of the entries; {@link #ENTRIES} stands for the entries themselves
 * @param index from 0, left to right
 * @param width how many it holds; below 256 only at the right edge
 */
public record Tile(int level, long index, int width) {
    /** What a whole one holds. */
    public static final int FULL = 1 << MerkleTree.TILE_HEIGHT;

    /** The level of bundles of entries, below the hashes. */
    public static final int ENTRIES = -1;

    /** No tree of 2^63 entries is higher. */
    public static final int MAX_LEVEL = 63 / MerkleTree.TILE_HEIGHT;

    /** The longest entry that a bundle can hold. */
    public static final int MAX_ENTRY = 65_535;

    private static final int GROUP = 1_000;
    private static final Pattern PATH =
            Pattern.compile("tile/(entries|[0-7])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    /** Refuses what cannot be. */
    public Tile {
        if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException(
                    "there is no tile of level %d, index %d, width %d".formatted(level, index, width));
        }
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException when no tile has it
     */
    public static Tile parse(String path) {
        Matcher form = PATH.matcher(path);
        if (!form.matches()) {
            throw new IllegalArgumentException("no tile has that path");
        }
        long index = 0;
        for (String group : form.group(2).split("/", -1)) {
            index = index * GROUP + Long.parseLong(group.replace("x", ""));
        }
        int level = form.group(1).equals("entries") ? ENTRIES : Integer.parseInt(form.group(1));
        Tile read = new Tile(level, index, form.group(3) == null ? FULL : Integer.parseInt(form.group(3)));
        if (!read.path().equals(path)) {
            throw new IllegalArgumentException("a tile's path is written in one way only");
        }
        return read;
    }

    /** Every tile of a tree of that size, each as wide as it is then: the entries first, then upwards. */
    public static List<Tile> of(long size) {
        List<Tile> all = new ArrayList<>(row(ENTRIES, size));
        long count = size;
        for (int level = 0; count > 0; level++) {
            all.addAll(row(level, count));
            count /= FULL;
        }
        return all;
    }

    private static List<Tile> row(int level, long count) {
        return LongStream.range(0, (count + FULL - 1) / FULL)
                .mapToObj(index -> new Tile(level, index, (int) Math.min(FULL, count - index * FULL)))
                .toList();
    }

    /** How many of its level a tree of that size has. */
    public static long count(int level, long size) {
        return level == ENTRIES ? size : size >> (MerkleTree.TILE_HEIGHT * level);
    }

    /** The ordinal of the first that it holds. */
    public long first() {
        return index * FULL;
    }

    /** Whether a tree of that size has it. */
    public boolean within(long size) {
        return first() + width <= count(level, size);
    }

    /** Where it is found. */
    public String path() {
        StringBuilder path = new StringBuilder("%03d".formatted(index % GROUP));
        for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
            path.insert(0, "x%03d/".formatted(rest % GROUP));
        }
        return "tile/%s/%s%s"
                .formatted(
                        level == ENTRIES ? "entries" : String.valueOf(level), path, width == FULL ? "" : ".p/" + width);
    }

    /** Hashes one behind the other. */
    public static byte[] write(List<Hash> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Hash.BYTES);
        hashes.forEach(hash -> hash.putInto(bytes));
        return bytes.array();
    }

    /**
     * Reads hashes.
     *
     * @throws IllegalArgumentException when a part of one is left over
     */
    public static List<Hash> hashes(byte[] bytes) {
        if (bytes.length % Hash.BYTES != 0) {
            throw new IllegalArgumentException("it has %d bytes, which is no number of hashes".formatted(bytes.length));
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        List<Hash> hashes = new ArrayList<>();
        while (rest.hasRemaining()) {
            byte[] hash = new byte[Hash.BYTES];
            rest.get(hash);
            hashes.add(Hash.of(hash));
        }
        return hashes;
    }

    /** Entries, each behind its length in two bytes, the higher one first. */
    public static byte[] bundle(List<byte[]> entries) {
        ByteBuffer bytes = ByteBuffer.allocate(
                entries.stream().mapToInt(entry -> entry.length + Short.BYTES).sum());
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY) {
                throw new IllegalArgumentException("an entry has at most %d bytes".formatted(MAX_ENTRY));
            }
            bytes.putShort((short) entry.length).put(entry);
        }
        return bytes.array();
    }

    /**
     * Reads entries.
     *
     * @throws IllegalArgumentException when one ends too early
     */
    public static List<byte[]> entries(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        List<byte[]> entries = new ArrayList<>();
        while (rest.hasRemaining()) {
            int length = rest.remaining() < Short.BYTES ? MAX_ENTRY : Short.toUnsignedInt(rest.getShort());
            if (length > rest.remaining()) {
                throw new IllegalArgumentException("its entry %d is cut off".formatted(entries.size()));
            }
            byte[] entry = new byte[length];
            rest.get(entry);
            entries.add(entry);
        }
        return entries;
    }
}
