package dev.mayfly.cli.up;

import dev.mayfly.domain.error.MayflyException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything in the foreground and stops it in order when asked to terminate. */
@Command(
        name = "up",
        description = "Start API and worker, with a Postgres and a Temporal server unless you name yours.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    /** As in sysexits.h: the configuration is wrong, so starting again would change nothing. */
    private static final int BAD_CONFIGURATION = 78;

    @Option(names = "--data-dir", required = true, paramLabel = "FOLDER", description = "Where everything is kept.")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path dataDirectory;

    @Option(names = "--port", paramLabel = "PORT", description = "The API's port on 127.0.0.1 (${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(names = "--temporal-address", paramLabel = "HOST:PORT", description = "Use this Temporal cluster.")
    private @Nullable String temporalAddress;

    @Option(names = "--database-url", paramLabel = "URL", description = "Use this Postgres (jdbc:postgresql://...).")
    private @Nullable String databaseUrl;

    @Option(
            names = "--exit-when-up",
            hidden = true,
            description = "Stop as soon as all is well: trains the start-up cache.")
    private boolean exitWhenUp;

    /** For picocli. */
    public UpCommand() {}

    @Override
    public Integer call() throws Exception {
        try (AllInOne all = AllInOne.start(
                dataDirectory.toAbsolutePath().normalize(),
                port,
                Optional.ofNullable(temporalAddress),
                Optional.ofNullable(databaseUrl))) {
            if (!exitWhenUp) {
                awaitTermination(all);
            }
            return 0;
        } catch (MayflyException e) {
            System.err.printf("mayfly: %s: %s%n", e.code(), e.getMessage());
            return e.code().retryable() ? 1 : BAD_CONFIGURATION;
        }
    }

    private static void awaitTermination(AllInOne all) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(all::close, "stop"));
        new CountDownLatch(1).await();
    }
}
