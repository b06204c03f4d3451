package dev.mayfly.domain.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A log as it is exported: files by their paths. */
record Exported(Map<String, byte[]> files) {
    static List<byte[]> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"id\":%d}".formatted(i).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** A whole log, signed. */
    static Exported of(List<byte[]> entries, SignerKey key) {
        Map<String, byte[]> files = new HashMap<>();
        Trees trees = Trees.of(entries);
        for (Tile tile : Tile.of(entries.size())) {
            int begin = (int) tile.first();
            files.put(
                    tile.path(),
                    tile.level() == Tile.ENTRIES
                            ? Tile.bundle(entries.subList(begin, begin + tile.width()))
                            : Tile.write(IntStream.range(begin, begin + tile.width())
                                    .mapToObj(ordinal -> trees.at(tile.level(), ordinal))
                                    .toList()));
        }
        files.put(
                "checkpoint",
                SignedNote.sign(
                                new Checkpoint(
                                                key.verifier().name(),
                                                entries.size(),
                                                trees.frontier().root())
                                        .text(),
                                List.of(key))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        return new Exported(files);
    }

    String checkpoint() {
        return new String(file("checkpoint"), StandardCharsets.UTF_8);
    }

    byte[] file(String path) {
        return Objects.requireNonNull(files.get(path), path);
    }

    /** The same with other entries in a bundle, and all else as it was signed. */
    Exported bundle(String path, Consumer<List<byte[]>> change) {
        List<byte[]> entries = new ArrayList<>(Tile.entries(file(path)));
        change.accept(entries);
        return with(path, Tile.bundle(entries));
    }

    Exported flipped(String path, int at) {
        byte[] bytes = file(path).clone();
        bytes[at] ^= 1;
        return with(path, bytes);
    }

    Exported with(String path, byte[] bytes) {
        Map<String, byte[]> other = new HashMap<>(files);
        other.put(path, bytes);
        return new Exported(other);
    }

    Exported without(String path) {
        Map<String, byte[]> other = new HashMap<>(files);
        other.remove(path);
        return new Exported(other);
    }

    List<String> faults(VerifierKey key, Optional<String> since) {
        return LogVerification.of(path -> Optional.ofNullable(files.get(path)), List.of(key), since)
                .faults();
    }

    void write(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.write(path, file.getValue());
        }
    }
}
