package dev.mayfly.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.domain.log.LogVerification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mayfly audit verify}: whether an exported log holds; no server is asked. */
@Command(
        name = "verify",
        description = "Whether an exported log holds: every entry, every hash, and the signature. No server is asked.")
final class VerifyCommand implements Callable<Integer> {
    /** A bundle of 256 entries of 64 KiB is not larger. */
    private static final long LARGEST = 17L << 20;

    private final Session session;

    @Parameters(paramLabel = "FOLDER", description = "what mayfly audit export has written")
    private Path folder = Path.of("");

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEYS",
            description = "the public keys that you trust: a file, or one itself")
    private List<String> keys = List.of();

    @Option(
            names = "--since",
            paramLabel = "FILE",
            description = "a checkpoint that was kept earlier: shows whether the log was set back or forked since")
    private @Nullable Path since;

    VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw Failure.usage("%s is no folder".formatted(folder), "Write one: mayfly audit export FOLDER");
        }
        LogVerification.Result result;
        try {
            result = LogVerification.of(path -> read(folder.resolve(path)), KnownKeys.of(keys), earlier());
        } catch (UncheckedIOException e) {
            throw Failure.usage("%s cannot be read: %s".formatted(folder, e.getMessage()), "Export it again.");
        }
        Exit exit = result.holds() ? Exit.OK : Exit.OUT_OF_BOUNDS;
        if (session.json()) {
            ObjectNode told = JsonNodeFactory.instance.objectNode().put("holds", result.holds());
            result.checkpoint()
                    .ifPresent(checkpoint -> told.put("origin", checkpoint.origin())
                            .put("size", checkpoint.size())
                            .put("root", checkpoint.root().toString()));
            result.faults().forEach(told.putArray("faults")::add);
            session.terminal().json(told.toString());
            return exit.status();
        }
        result.checkpoint()
                .ifPresent(checkpoint -> session.terminal()
                        .out("%s, %d entries, root %s"
                                .formatted(checkpoint.origin(), checkpoint.size(), checkpoint.root())));
        if (result.holds()) {
            session.terminal()
                    .out(new Line().add(Style.GOOD, "It holds: ").add("every entry is the one that was signed."));
            if (since == null) {
                session.terminal()
                        .note("Whether newer entries were cut off, only a checkpoint kept elsewhere shows: --since");
            }
            return exit.status();
        }
        session.terminal().out(new Line().add(Style.BAD, "It does not hold:"));
        result.faults().forEach(fault -> session.terminal().out("  - " + fault));
        return exit.status();
    }

    private Optional<String> earlier() {
        if (since == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(since));
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read".formatted(since), "Name the file of a checkpoint.");
        }
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Files.size(file) > LARGEST ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
