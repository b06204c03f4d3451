package dev.mayfly.cli;

import dev.mayfly.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines as a shell would, and keeps what they print. */
final class Cli {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Map<String, String> environment = new HashMap<>();
    private boolean terminal;

    /** A command line that calls {@code url}; nothing of the account that runs the tests is used. */
    Cli(String url, Path home) {
        environment.put("MAYFLY_URL", url);
        environment.put("HOME", home.toString());
        environment.put("MAYFLY_DATA_DIR", home.resolve("data").toString());
        environment.put("MAYFLY_TOKEN", "a-token");
    }

    Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Cli without(String variable) {
        environment.remove(variable);
        return this;
    }

    Cli onTerminal() {
        terminal = true;
        return this;
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal shown = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                terminal,
                false,
                true,
                () -> 100);
        int exit = Mayfly.run(shown, environment, Clock.fixed(NOW, ZoneOffset.UTC), arguments);
        shown.flush();
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Result run(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    record Result(int exit, String out, String err) {}
}
