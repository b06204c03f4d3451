package dev.mayfly.cli.demo;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.session.LocalServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Kills the server as hard as that can be done, and waits until its launcher has started it again. */
final class Crash {
    private static final Duration DEATH = Duration.ofSeconds(10);
    private static final Duration RESTART = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Path dataDirectory;

    Crash(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** Kills it, after making sure that it is ours and that somebody will start it again. */
    LocalServer kill() {
        LocalServer server = LocalServer.find(dataDirectory)
                .orElseThrow(() -> refused("%s/run/server.json tells of no server".formatted(dataDirectory)));
        server.whyNotOurs().ifPresent(why -> {
            throw refused(why);
        });
        if (server.launcher().isEmpty()) {
            throw refused("no launcher would start it again");
        }
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow(() -> refused("it is gone already"));
        // On Linux this is SIGKILL: the process gets no chance to tidy up.
        process.destroyForcibly();
        long until = System.nanoTime() + DEATH.toNanos();
        while (process.isAlive()) {
            if (System.nanoTime() > until) {
                throw refused("process %d did not die".formatted(server.pid()));
            }
            pause();
        }
        return server;
    }

    /** Waits for the next server, and returns it once it is well. */
    LocalServer restarted(LocalServer killed, Api api, Consumer<String> tells) {
        long until = System.nanoTime() + RESTART.toNanos();
        while (System.nanoTime() < until) {
            Optional<LocalServer> next = LocalServer.find(dataDirectory)
                    .filter(server -> server.pid() != killed.pid())
                    .filter(LocalServer::runs);
            tells.accept(
                    next.isPresent()
                            ? "process %d is starting".formatted(next.get().pid())
                            : "no server yet");
            if (next.isPresent() && healthy(api)) {
                return next.get();
            }
            pause();
        }
        throw new Failure(
                Exit.TIMEOUT,
                "timeout",
                "The server was not started again within %d s".formatted(RESTART.toSeconds()),
                "Look at the log below %s/log.".formatted(dataDirectory));
    }

    private static boolean healthy(Api api) {
        try {
            return api.get("/health").status() == 200;
        } catch (Failure e) {
            // Whatever it is, it is not well yet; the limit in time is the caller's.
            return false;
        }
    }

    private static Failure refused(String why) {
        return new Failure(
                Exit.UNEXPECTED,
                "no-crash",
                "The server is not killed: " + why,
                "The demo needs a server that ./mayfly up started on this data directory.");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted", "Interrupted", "", e);
        }
    }
}
