package dev.mayfly.api.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Templates of each tier of risk, one with narrow bounds, one that lets nothing in or out, and one that is broken. */
final class TestTemplates {
    private static final String BOUNDS = """
            lease { ttl = 1.h; longest = 4.h; idle = 20.min; longestIdle = 1.h }
            runtime = new Sandbox { desktop = false }
            """;
    private static final String OPEN =
            "inputs { upload = true; download = true; maxFile = 1.mib }\npricePerHour = 0.5\n";

    private static final Map<String, String> FILES = Map.of(
            "low", "risk = \"low\"\n" + OPEN + BOUNDS,
            "medium", "risk = \"medium\"\nreasonRequired = true\n" + OPEN + BOUNDS,
            "high", "risk = \"high\"\n" + OPEN + BOUNDS,
            "kept", "risk = \"low\"\nsnapshotAtEnd = true\n" + OPEN + BOUNDS,
            "pasting", "risk = \"low\"\ninputs { clipboardIn = true; clipboardOut = true }\n" + BOUNDS,
            "sealed", "risk = \"low\"\ninputs { upload = false; download = false }\n" + BOUNDS,
            "private", "risk = \"low\"\nrequesters = Set(\"user:zoe\")\n" + BOUNDS,
            "broken", "risk = \"enormous\"\n");

    private TestTemplates() {}

    static Path directory() {
        try {
            Path directory = Files.createTempDirectory("mayfly-templates");
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Files.writeString(
                        directory.resolve(file.getKey() + ".pkl"),
                        "amends \"Template.pkl\"\ntitle = \"%s\"\ndescription = \"For tests\"\n%s"
                                .formatted(file.getKey(), file.getValue()));
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
