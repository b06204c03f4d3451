package dev.mayfly.cli.up;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
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

    @Option(
            names = "--temporal-namespace",
            paramLabel = "NAME",
            description = "The namespace in that cluster; it has to be there (default).")
    private @Nullable String temporalNamespace;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "Use this Postgres (jdbc:postgresql://HOST/DATABASE?user=USER).")
    private @Nullable String databaseUrl;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "Its password: the one line of this file.")
    private @Nullable Path databasePasswordFile;

    @Option(names = "--template-dir", paramLabel = "FOLDER", description = "Your own templates, beside those shipped.")
    private @Nullable Path templates;

    @Option(names = "--exit-when-up", hidden = true, description = "Stop after a rehearsal: trains the start-up cache.")
    private boolean exitWhenUp;

    private final BiConsumer<URI, Path> rehearsal;

    /**
     * For the command line.
     *
     * @param rehearsal what is done with a server that only trains the start-up cache, at its address and data folder
     */
    public UpCommand(BiConsumer<URI, Path> rehearsal) {
        this.rehearsal = rehearsal;
    }

    @Override
    public Integer call() throws Exception {
        try (AllInOne all = AllInOne.in(dataDirectory.toAbsolutePath().normalize())) {
            Wanted wanted = wanted();
            // Asked to stop while it is starting, it stops as well.
            Runtime.getRuntime().addShutdownHook(new Thread(all::close, "stop"));
            all.start(wanted);
            if (exitWhenUp) {
                rehearsal.accept(all.url(), dataDirectory.toAbsolutePath().normalize());
            } else {
                new CountDownLatch(1).await();
            }
            return 0;
        } catch (MayflyException e) {
            System.err.printf("mayfly: %s: %s%n", e.code(), e.getMessage());
            return e.code().retryable() ? 1 : BAD_CONFIGURATION;
        }
    }

    private Wanted wanted() {
        if (databasePasswordFile != null && databaseUrl == null) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "--database-password-file goes with --database-url, which is missing");
        }
        if (temporalNamespace != null && temporalAddress == null) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "--temporal-namespace goes with --temporal-address, which is missing");
        }
        if (templates != null && !Files.isDirectory(templates)) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED, "--template-dir: expected a folder, got %s".formatted(templates));
        }
        return new Wanted(
                port,
                Optional.ofNullable(temporalAddress),
                Optional.ofNullable(temporalNamespace),
                Optional.ofNullable(databaseUrl)
                        .map(url -> new ForeignPostgres(
                                url, Optional.ofNullable(databasePasswordFile).map(ForeignPostgres::password))),
                Optional.ofNullable(templates).map(Path::toAbsolutePath));
    }
}
