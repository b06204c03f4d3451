package dev.mayfly.cli.audit;

import dev.mayfly.cli.failure.Failure;
import dev.mayfly.domain.log.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The public keys that somebody trusts, as they are given on a command line. */
public final class KnownKeys {
    private static final long LARGEST = 64L << 10;

    private KnownKeys() {}

    /** Keys themselves, or files with one in a line. */
    public static List<VerifierKey> of(List<String> given) {
        List<VerifierKey> keys = new ArrayList<>();
        for (String word : given) {
            lines(word).stream().filter(line -> !line.isBlank()).forEach(line -> keys.add(key(word, line.strip())));
        }
        if (keys.isEmpty()) {
            throw Failure.usage("--key names no key", "mayfly audit export writes them beside the log, as verifiers.");
        }
        return keys;
    }

    private static List<String> lines(String word) {
        if (word.matches("[^+]+\\+[0-9a-f]{8}\\+.+")) {
            return List.of(word);
        }
        Path file = Path.of(word);
        try {
            if (Files.size(file) > LARGEST) {
                throw Failure.usage("%s is too large for keys".formatted(file), "Name the file with the public keys.");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read".formatted(file), "Name the file with the public keys.");
        }
    }

    private static VerifierKey key(String word, String line) {
        try {
            return VerifierKey.parse(line);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--key %s: %s".formatted(word, e.getMessage()), "Copy it again.");
        }
    }
}
