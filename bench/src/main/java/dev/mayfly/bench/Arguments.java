package dev.mayfly.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code [--runs N] -- COMMAND...}: how often, and how the server is run; {@code up --data-dir ... --port ...} is added
 * to the command.
 *
 * @param runs how often, when it was said
 * @param command the beginning of the command
 */
record Arguments(Optional<Integer> runs, List<String> command) {
    private static final String USAGE = "Usage: [--runs N] -- JAVA ... -jar mayfly.jar";

    static Arguments read(String[] args) {
        List<String> all = List.of(args);
        int end = all.indexOf("--");
        boolean counted = end == 2 && "--runs".equals(all.getFirst());
        if (end < 0 || end + 1 == all.size() || !(end == 0 || counted)) {
            throw new IllegalArgumentException(USAGE);
        }
        return new Arguments(
                counted ? Optional.of(Integer.valueOf(all.get(1))) : Optional.empty(),
                all.subList(end + 1, all.size()));
    }

    /** The tree that sandboxes see: the launcher names it. */
    static Path rootfs() {
        return Path.of(Optional.ofNullable(System.getenv("MAYFLY_SANDBOX_ROOTFS"))
                .orElseThrow(() -> new IllegalStateException("MAYFLY_SANDBOX_ROOTFS is not set; run ./mayfly bench")));
    }
}
