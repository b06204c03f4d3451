package dev.mayfly.domain.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifies a whole log in the layout of C2SP tlog-tiles, and says exactly what is wrong. Nobody is asked. */
public final class LogVerification {
    /** So many faults are told at most; one is enough to trust nothing. */
    public static final int MAX_FAULTS = 50;

    private final Files files;
    private final List<String> faults = new ArrayList<>();

    private final Side byEntries = new Side();
    private final Side byTiles = new Side();

    private LogVerification(Files files) {
        this.files = files;
    }

    /** The tree over all entries, or over all hashes of level 0, with what it has above that level. */
    private static final class Side {
        private final Map<Integer, Map<Long, Hash>> above = new HashMap<>();
        private final Frontier frontier = new Frontier(new MerkleTree(
                (level, ordinal) -> {
                    throw new IllegalStateException("A tree that begins needs nothing");
                },
                0));

        void add(Hash leaf) {
            frontier.add(leaf, (level, ordinal, hash) -> {
                if (level > 0) {
                    above.computeIfAbsent(level, any -> new HashMap<>()).put(ordinal, hash);
                }
            });
        }

        Optional<Hash> at(int level, long ordinal) {
            return Optional.ofNullable(above.getOrDefault(level, Map.of()).get(ordinal));
        }
    }

    /** Where the log lies. */
    @FunctionalInterface
    public interface Files {
        /** The bytes under a path such as {@code checkpoint} or {@code tile/0/000}; absent when there are none. */
        Optional<byte[]> read(String path);
    }

    /**
     * What was found.
     *
     * @param checkpoint absent when it cannot be read
     * @param faults sentences; none when the log holds
     */
    public record Result(Optional<Checkpoint> checkpoint, List<String> faults) {
        /** Keeps its own copy. */
        public Result {
            faults = List.copyOf(faults);
        }

        /** Whether nothing is wrong. */
        public boolean holds() {
            return faults.isEmpty();
        }
    }

    /**
     * Verifies a log.
     *
     * @param keys the public keys, one of which has to have signed
     * @param since a checkpoint of the same log that was kept from earlier; shows whether it was set back or forked
     */
    public static Result of(Files files, Collection<VerifierKey> keys, Optional<String> since) {
        LogVerification verification = new LogVerification(files);
        Optional<Checkpoint> checkpoint = files.read("checkpoint")
                .flatMap(bytes ->
                        verification.signed("the checkpoint", new String(bytes, StandardCharsets.UTF_8), keys));
        if (files.read("checkpoint").isEmpty()) {
            verification.fault("the checkpoint is missing");
        }
        Optional<Checkpoint> earlier = since.flatMap(note -> verification.signed("the earlier checkpoint", note, keys));
        checkpoint.ifPresent(last -> verification.all(last, earlier));
        return new Result(checkpoint, verification.faults);
    }

    private void fault(String sentence) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(sentence);
        }
    }

    private Optional<Checkpoint> signed(String what, String text, Collection<VerifierKey> keys) {
        try {
            SignedNote note = SignedNote.parse(text);
            note.faults(keys).forEach(fault -> fault("%s: %s".formatted(what, fault)));
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (keys.stream().noneMatch(key -> key.name().equals(checkpoint.origin()))) {
                fault("%s is of the log %s, whose key is not known".formatted(what, checkpoint.origin()));
            }
            return Optional.of(checkpoint);
        } catch (IllegalArgumentException e) {
            fault("%s cannot be read: %s".formatted(what, e.getMessage()));
            return Optional.empty();
        }
    }

    private void all(Checkpoint checkpoint, Optional<Checkpoint> earlier) {
        long size = checkpoint.size();
        boolean complete = true;
        List<Difference> differences = new ArrayList<>();
        Optional<Hash> then = Optional.empty();
        for (long begin = 0; begin < size && complete; begin += Tile.FULL) {
            int width = (int) Math.min(Tile.FULL, size - begin);
            Optional<List<byte[]>> entries = bundle(new Tile(Tile.ENTRIES, begin / Tile.FULL, width), size);
            complete = entries.isPresent();
            if (entries.isEmpty()) {
                break;
            }
            List<Hash> leaves = new ArrayList<>();
            for (byte[] entry : entries.get()) {
                if (earlier.isPresent() && earlier.get().size() == byEntries.frontier.size()) {
                    then = Optional.of(byEntries.frontier.root());
                }
                Hash leaf = Hash.leaf(entry);
                leaves.add(leaf);
                byEntries.add(leaf);
            }
            List<Hash> hashes = hashes(new Tile(0, begin / Tile.FULL, width)).orElse(leaves);
            hashes.forEach(byTiles::add);
            compare(begin, leaves, hashes, differences);
        }
        if (complete) {
            judge(checkpoint, differences);
        }
        if (earlier.isPresent()) {
            boolean reached = complete && earlier.get().size() == byEntries.frontier.size();
            compare(checkpoint, earlier.get(), reached ? Optional.of(byEntries.frontier.root()) : then);
        }
    }

    private Optional<List<byte[]>> bundle(Tile tile, long size) {
        Optional<byte[]> bytes = files.read(tile.path());
        if (bytes.isEmpty()) {
            fault("%s is missing: it holds the entries %d to %d of the %d that the checkpoint counts"
                    .formatted(tile.path(), tile.first(), tile.first() + tile.width() - 1, size));
            return Optional.empty();
        }
        try {
            List<byte[]> entries = Tile.entries(bytes.get());
            if (entries.size() != tile.width()) {
                fault("%s holds %d entries, and the checkpoint counts %d in it: %s"
                        .formatted(
                                tile.path(),
                                entries.size(),
                                tile.width(),
                                entries.size() < tile.width() ? "some were removed" : "some were slipped in"));
            }
            // The first of them can still be compared.
            return entries.size() < tile.width()
                    ? shorter(tile, entries)
                    : Optional.of(entries.subList(0, tile.width()));
        } catch (IllegalArgumentException e) {
            fault("%s cannot be read: %s".formatted(tile.path(), e.getMessage()));
            return Optional.empty();
        }
    }

    /** Tells which of a bundle's entries are not in their place, before the rest is given up. */
    private Optional<List<byte[]>> shorter(Tile tile, List<byte[]> entries) {
        hashes(new Tile(0, tile.index(), tile.width())).ifPresent(hashes -> {
            List<Difference> differences = new ArrayList<>();
            compare(tile.first(), entries.stream().map(Hash::leaf).toList(), hashes, differences);
            tell(differences);
            if (differences.isEmpty()) {
                fault("the entries %d to %d were cut off"
                        .formatted(tile.first() + entries.size(), tile.first() + tile.width() - 1));
            }
        });
        return Optional.empty();
    }

    private Optional<List<Hash>> hashes(Tile tile) {
        Optional<byte[]> bytes = files.read(tile.path());
        if (bytes.isEmpty()) {
            fault("%s is missing".formatted(tile.path()));
            return Optional.empty();
        }
        if (bytes.get().length != tile.width() * Hash.BYTES) {
            fault("%s has %d bytes, and %d hashes have %d"
                    .formatted(tile.path(), bytes.get().length, tile.width(), tile.width() * Hash.BYTES));
            return Optional.empty();
        }
        return Optional.of(Tile.hashes(bytes.get()));
    }

    /** An entry that is not the one of its tile; {@code belongs} is where the tile has it, or -1. */
    private record Difference(long at, long belongs) {
        boolean follows(Difference other) {
            return at == other.at + 1
                    && (belongs < 0 ? other.belongs < 0 : other.belongs >= 0 && belongs == other.belongs + 1);
        }
    }

    private static void compare(long begin, List<Hash> leaves, List<Hash> hashes, List<Difference> differences) {
        for (int i = 0; i < leaves.size(); i++) {
            if (!leaves.get(i).equals(hashes.get(i))) {
                int belongs = hashes.indexOf(leaves.get(i));
                differences.add(new Difference(begin + i, belongs < 0 ? -1 : begin + belongs));
            }
        }
    }

    /** Entries and tiles may each be what was signed; the root says which. */
    private void judge(Checkpoint checkpoint, List<Difference> differences) {
        boolean entriesHold = byEntries.frontier.root().equals(checkpoint.root());
        if (entriesHold) {
            differences.forEach(
                    difference -> fault("tile/0: its hash %d is not that of entry %d, which is as it was signed"
                            .formatted(difference.at(), difference.at())));
        } else {
            tell(differences);
        }
        upwards(checkpoint.size(), entriesHold ? byEntries : byTiles);
        if (!entriesHold && !byTiles.frontier.root().equals(checkpoint.root())) {
            fault(
                    "the %s to %s, and the checkpoint signs %s: entries were changed, removed, slipped in or moved, and the tiles made anew"
                            .formatted(
                                    differences.isEmpty() ? "entries hash" : "tiles hash",
                                    byTiles.frontier.root(),
                                    checkpoint.root()));
        }
    }

    /** Every hash above level 0 has to be that of what is below it. */
    private void upwards(long size, Side side) {
        for (Tile tile : Tile.of(size)) {
            if (tile.level() < 1) {
                continue;
            }
            hashes(tile).ifPresent(hashes -> {
                for (int i = 0; i < hashes.size(); i++) {
                    long ordinal = tile.first() + i;
                    if (!Optional.of(hashes.get(i)).equals(side.at(tile.level(), ordinal))) {
                        fault("%s: its hash %d is not that of the entries %d to %d"
                                .formatted(
                                        tile.path(),
                                        i,
                                        ordinal << (MerkleTree.TILE_HEIGHT * tile.level()),
                                        ((ordinal + 1) << (MerkleTree.TILE_HEIGHT * tile.level())) - 1));
                    }
                }
            });
        }
    }

    private void tell(List<Difference> differences) {
        int begin = 0;
        for (int i = 1; i <= differences.size(); i++) {
            if (i == differences.size() || !differences.get(i).follows(differences.get(i - 1))) {
                tell(differences.get(begin), differences.get(i - 1));
                begin = i;
            }
        }
    }

    private void tell(Difference first, Difference last) {
        if (first.belongs() < 0) {
            fault(
                    first.equals(last)
                            ? "entry %d is not what was signed".formatted(first.at())
                            : "the entries %d to %d are not what was signed".formatted(first.at(), last.at()));
        } else if (first.equals(last)) {
            fault("entry %d was signed as entry %d: it was moved".formatted(first.at(), first.belongs()));
        } else {
            fault("the entries %d to %d were signed as the entries %d to %d: entries before them were %s"
                    .formatted(
                            first.at(),
                            last.at(),
                            first.belongs(),
                            last.belongs(),
                            first.belongs() > first.at() ? "removed" : "slipped in"));
        }
    }

    private void compare(Checkpoint now, Checkpoint then, Optional<Hash> rootThen) {
        if (!now.origin().equals(then.origin())) {
            fault("the earlier checkpoint is of another log: %s".formatted(then.origin()));
        } else if (then.size() > now.size()) {
            fault("the log was set back: it has %d entries, and the earlier checkpoint signs %d; the newest %d are gone"
                    .formatted(now.size(), then.size(), then.size() - now.size()));
        } else if (then.size() == now.size()) {
            if (!then.root().equals(now.root())) {
                fault("the log is forked: two checkpoints of %d entries sign different ones".formatted(now.size()));
            }
        } else if (then.size() > 0 && rootThen.isPresent() && !rootThen.get().equals(then.root())) {
            fault("the log is forked: its first %d entries are not those that the earlier checkpoint signs"
                    .formatted(then.size()));
        }
    }
}
