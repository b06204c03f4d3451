package dev.mayfly.tests.histories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the histories lie. */
final class Histories {
    /** Below the module, from where its tests run; one folder for each version. */
    static final Path FOLDER = Path.of("histories");

    private Histories() {}

    /** All of them. */
    static List<Path> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The recorded histories cannot be read", e);
        }
    }
}
