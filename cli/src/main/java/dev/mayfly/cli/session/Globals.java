package dev.mayfly.cli.session;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, with the options that every verb has, before or after its name. */
@Command(
        name = "mayfly",
        synopsisSubcommandLabel = "VERB",
        description = "Short-lived, isolated workspaces for AI agents, taken away again, provably.",
        sortOptions = false,
        sortSynopsis = false,
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nVerbs:%n",
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nEnvironment: ",
        footer = {
            "MAYFLY_URL, MAYFLY_TOKEN, MAYFLY_TOKEN_FILE, MAYFLY_USER and MAYFLY_DATA_DIR"
                    + " stand for the options of the same names; NO_COLOR for --no-color."
        })
public final class Globals {
    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "the server; default: the running local one, else http://127.0.0.1:8080")
    private @Nullable String url;

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "sign in with this token; others on this machine can see it, so prefer --token-file")
    private @Nullable String token;

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "sign in with the token in this file; default: ~/.config/mayfly/token if there is one")
    private @Nullable Path tokenFile;

    @Option(
            names = "--as",
            scope = ScopeType.INHERIT,
            paramLabel = "USER",
            description = "on a local demo server: sign in as alice (asks), bob or carol (approve), olga (operates)"
                    + " or adam (audits); default: alice")
    private @Nullable String user;

    @Option(
            names = "--data-dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "the data directory of the local server; default: ~/.local/share/mayfly")
    private @Nullable Path dataDirectory;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print the server's JSON as it is")
    private boolean json;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "no colours")
    private boolean noColour;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "only results and errors, no progress")
    private boolean quiet;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            description = "how long the verb may take, such as 30s or 10m; default: 30s for an answer, 30m for waiting")
    private @Nullable Duration timeout;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "say what this does")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "say which version this is")
    private boolean version;

    @Nullable
    String url() {
        return url;
    }

    @Nullable
    String token() {
        return token;
    }

    @Nullable
    Path tokenFile() {
        return tokenFile;
    }

    @Nullable
    String user() {
        return user;
    }

    @Nullable
    Path dataDirectory() {
        return dataDirectory;
    }

    /** Whether a program reads the results. */
    public boolean json() {
        return json;
    }

    /** Whether colours are unwanted. */
    public boolean noColour() {
        return noColour;
    }

    /** Whether progress is unwanted. */
    public boolean quiet() {
        return quiet;
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    /** Whether only help or the version was asked for. */
    public boolean onlyTells() {
        return help || version;
    }
}
