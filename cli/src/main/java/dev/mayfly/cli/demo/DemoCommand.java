package dev.mayfly.cli.demo;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.session.Afterwards;
import dev.mayfly.cli.session.LocalServer;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mayfly demo}: the whole story, told and proved against a running local server. */
@Command(
        name = "demo",
        description = "See two workspaces live and die, through a crash of the server, with the proof that nothing is"
                + " left. It kills the local server once: do not run it where people work.")
public final class DemoCommand implements Callable<Integer> {
    /** Long enough for a server that has just been killed to be back. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(40);

    private final Session session;

    @Option(names = "--fast", description = "no pauses for reading")
    private boolean fast;

    /** Used by the command line. */
    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Terminal terminal = session.terminal();
        long began = System.nanoTime();
        LocalServer server = running();
        if (!server.url().equals(session.url())) {
            throw Failure.usage(
                    "The demo runs against the local server at %s, not against %s"
                            .formatted(server.url(), session.url()),
                    "Leave --url and MAYFLY_URL out.");
        }
        terminal.out(new Line()
                .add(Style.BOLD, "Mayfly: request, use, crash, go on, end, proof")
                .add(Style.DIM, "  (%s)".formatted(server.url())));
        Path folder = folder();
        Stage stage = new Stage(terminal, fast);
        Story story = new Story(session, stage, folder);
        try (Afterwards _ = new Afterwards(() -> {
            story.cleanUp(Duration.ZERO);
            remove(folder);
        })) {
            story.tell();
        } finally {
            story.cleanUp(CLEAN_UP);
            remove(folder);
        }
        terminal.out(new Line()
                .add(Style.GOOD, "All %d steps held".formatted(stage.steps()))
                .add(", in %.0f s.".formatted((System.nanoTime() - began) / 1e9)));
        terminal.note(session.hint("The server goes on at %s; stop it with: ./mayfly down".formatted(server.url())));
        return Exit.OK.status();
    }

    private LocalServer running() {
        Optional<LocalServer> found = session.localServer();
        if (found.isPresent()) {
            return found.get();
        }
        Optional<String> checkout = session.variable("MAYFLY_CHECKOUT");
        if (checkout.isEmpty()) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    "unreachable",
                    "No local server runs on %s".formatted(session.dataDirectory()),
                    "Start one with ./mayfly up, or run the demo as ./mayfly demo, which does so by itself.");
        }
        start(Path.of(checkout.get(), "mayfly"));
        return LocalServer.find(session.dataDirectory())
                .filter(LocalServer::runs)
                .orElseThrow(() -> new Failure(
                        Exit.UNREACHABLE,
                        "unreachable",
                        "The server was started and is not there",
                        "./mayfly status says more."));
    }

    /** Starts a server as a person would; it says itself how it fares. */
    private void start(Path mayfly) {
        List<String> command = List.of(
                mayfly.toString(),
                "up",
                "--detach",
                "--data-dir",
                session.dataDirectory().toString());
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new Failure(
                        Exit.UNREACHABLE,
                        "unreachable",
                        "No local server ran, and starting one failed with status %d".formatted(status),
                        "./mayfly doctor says what this machine lacks.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted", "Interrupted", "", e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("mayfly-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // It is below the folder for temporary files, which the system empties.
            return;
        }
    }
}
