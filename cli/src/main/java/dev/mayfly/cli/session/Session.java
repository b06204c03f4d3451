package dev.mayfly.cli.session;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a verb works with: the terminal, the server and who calls it. Everything is found out once it is needed. */
public final class Session implements AutoCloseable {
    private static final URI USUAL = URI.create("http://127.0.0.1:8080");
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofMinutes(30);
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,8192}");
    private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9_@-]{0,127}");
    private static final long LARGEST_TOKEN = 16_384;

    private final Globals globals;
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final List<String> arguments;
    private final Clock clock;
    private final List<Api> apis = new ArrayList<>();
    private @Nullable Api api;
    private @Nullable LocalServer server;

    /** A session for one command line. */
    public Session(
            Globals globals, Terminal terminal, Map<String, String> environment, List<String> arguments, Clock clock) {
        this.globals = globals;
        this.terminal = terminal;
        this.environment = Map.copyOf(environment);
        this.arguments = List.copyOf(arguments);
        this.clock = clock;
    }

    /** Where the verb speaks. */
    public Terminal terminal() {
        return terminal;
    }

    /** Whether a program reads the results. */
    public boolean json() {
        return globals.json();
    }

    /** The present moment. */
    public Instant now() {
        return clock.instant();
    }

    /** The command line as it was given. */
    public List<String> arguments() {
        return arguments;
    }

    /** How the caller calls this command: the launcher of a checkout says so, and else it is on the path. */
    public String mayfly() {
        return hints().command();
    }

    /** A hint with the command as the caller calls it, ready to be copied. */
    public String hint(String text) {
        return hints().in(text);
    }

    /** The caller's command line once more, with more behind it. */
    public String again(String more) {
        return hints().again(more);
    }

    private Hints hints() {
        return new Hints(globals, variable("MAYFLY_COMMAND"), arguments);
    }

    /** A variable of the environment, unless it is empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** How long an answer may take. */
    public Duration answerWithin() {
        return Optional.ofNullable(globals.timeout()).orElse(ANSWER);
    }

    /** How long waiting for a workspace may take. */
    public Duration waitFor() {
        return Optional.ofNullable(globals.timeout()).orElse(WAIT);
    }

    /** The data directory of the local server. */
    public Path dataDirectory() {
        Path chosen = Optional.ofNullable(globals.dataDirectory())
                .or(() -> variable("MAYFLY_DATA_DIR").map(Path::of))
                .orElseGet(() -> home("XDG_DATA_HOME", ".local/share").resolve("mayfly"));
        return chosen.toAbsolutePath().normalize();
    }

    private Path home(String variable, String below) {
        return variable(variable)
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> Path.of(variable("HOME").orElse(System.getProperty("user.home", "/")))
                        .resolve(below));
    }

    /** The server of the data directory, if one runs. */
    public Optional<LocalServer> localServer() {
        LocalServer known = server;
        if (known == null) {
            known = LocalServer.find(dataDirectory()).filter(LocalServer::runs).orElse(null);
            server = known;
        }
        return Optional.ofNullable(known);
    }

    /** The server's address. */
    public URI url() {
        Optional<String> chosen = Optional.ofNullable(globals.url()).or(() -> variable("MAYFLY_URL"));
        if (chosen.isPresent()) {
            return checked(chosen.get());
        }
        return localServer().map(LocalServer::url).map(Session::own).orElse(USUAL);
    }

    /** A file in a data directory must not send a demo sign-in to another machine. */
    private static URI own(URI url) {
        return isHttp(url) && loopback(url) ? url : USUAL;
    }

    private static URI checked(String text) {
        try {
            URI url = new URI(text.replaceFirst("/+$", ""));
            if (isHttp(url) && url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw notAnAddress(text);
        }
        throw notAnAddress(text);
    }

    private static boolean isHttp(URI url) {
        return url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
    }

    private static Failure notAnAddress(String text) {
        return Failure.usage(
                "url: expected an address such as http://127.0.0.1:8080, got \"%s\"".formatted(text),
                "Give it with --url or MAYFLY_URL.");
    }

    private static boolean loopback(URI url) {
        String host = String.valueOf(url.getHost());
        return host.equals("localhost")
                || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")
                || host.equals("[::1]");
    }

    /** The API as whoever the command line says, or else as the demo's requester. */
    public Api api() {
        Api known = api;
        if (known == null) {
            known = opened(token());
            api = known;
        }
        return known;
    }

    /** The API as a user of the demo server. */
    public Api apiAs(String user) {
        return opened(Optional.of(demoToken(user)));
    }

    private Api opened(Optional<String> token) {
        Api opened = new Api(url(), token, answerWithin());
        apis.add(opened);
        return opened;
    }

    @Override
    public void close() {
        apis.forEach(Api::close);
    }

    /** Refuses when nobody said who decides: a default must not approve anything. */
    public void demandDecider(String verb, String workspace) {
        if (chosenUser().isEmpty() && chosenToken().isEmpty()) {
            throw Failure.usage(
                    "%s needs to know who decides: nobody was named".formatted(verb),
                    "On a local demo server: mayfly %s %s --as bob".formatted(verb, workspace));
        }
    }

    private Optional<String> token() {
        if (globals.user() != null && (globals.token() != null || globals.tokenFile() != null)) {
            throw Failure.usage("--as and --token say two things", "Give one of them.");
        }
        if (globals.user() != null) {
            return Optional.of(demoToken(globals.user()));
        }
        Optional<String> token = chosenToken();
        if (token.isPresent()) {
            warnOfPlainText();
            return token;
        }
        Optional<String> user = chosenUser();
        if (user.isPresent()) {
            return Optional.of(demoToken(user.get()));
        }
        // Where nothing was chosen and no demo server is, calls go without a token: /health needs none.
        return loopback(url()) && Files.isReadable(secretFile()) ? Optional.of(demoToken("alice")) : Optional.empty();
    }

    private Optional<String> chosenUser() {
        return Optional.ofNullable(globals.user()).or(() -> variable("MAYFLY_USER"));
    }

    private Optional<String> chosenToken() {
        if (globals.user() != null) {
            return Optional.empty();
        }
        if (globals.token() != null) {
            return Optional.of(wellFormed(globals.token(), "--token"));
        }
        if (globals.tokenFile() != null) {
            return Optional.of(tokenIn(globals.tokenFile()));
        }
        Optional<String> variable = variable("MAYFLY_TOKEN").map(value -> wellFormed(value, "MAYFLY_TOKEN"));
        if (variable.isPresent()) {
            return variable;
        }
        Optional<String> named = variable("MAYFLY_TOKEN_FILE");
        if (named.isPresent()) {
            return Optional.of(tokenIn(Path.of(named.get())));
        }
        if (variable("MAYFLY_USER").isPresent()) {
            return Optional.empty();
        }
        Path usual = home("XDG_CONFIG_HOME", ".config").resolve("mayfly").resolve("token");
        return Files.isReadable(usual) ? Optional.of(tokenIn(usual)) : Optional.empty();
    }

    private static String tokenIn(Path file) {
        try {
            if (Files.size(file) > LARGEST_TOKEN) {
                throw Failure.usage("%s is too large to be a token".formatted(file), "Name the right file.");
            }
            return wellFormed(Files.readString(file).strip(), file.toString());
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE, "usage", "The token file %s cannot be read".formatted(file), "Name one that can.", e);
        }
    }

    private static String wellFormed(String token, String from) {
        if (!TOKEN.matcher(token).matches()) {
            throw Failure.usage(
                    "%s: expected a token of printable characters without spaces".formatted(from),
                    "Copy the token again.");
        }
        return token;
    }

    private void warnOfPlainText() {
        if ("http".equals(url().getScheme()) && !loopback(url())) {
            terminal.note("warning: the token travels to %s in the clear; use https".formatted(url().getHost()));
        }
    }

    private Path secretFile() {
        return dataDirectory().resolve("demo-secret");
    }

    private String demoToken(String user) {
        if (!USER.matcher(user).matches()) {
            throw Failure.usage(
                    "--as: expected a user name such as alice, got \"%s\"".formatted(user), "Name a user of the demo.");
        }
        if (!loopback(url())) {
            throw Failure.usage(
                    "--as works only with a demo server on this machine, and %s is not on it".formatted(url()),
                    "Sign in with --token-file or MAYFLY_TOKEN.");
        }
        try {
            return wellFormed(
                    "demo.%s.%s".formatted(user, Files.readString(secretFile()).strip()),
                    secretFile().toString());
        } catch (IOException e) {
            throw new Failure(
                    Exit.REFUSED,
                    "no-demo",
                    "There is no demo sign-in: %s cannot be read".formatted(secretFile()),
                    "Start a demo server with ./mayfly up, name its --data-dir, or sign in with --token-file.",
                    e);
        }
    }

    /** Who the caller is, as the server sees it. */
    public String me() {
        return Fields.required(api().get(Api.path("v1", "me")).json(), "user");
    }
}
