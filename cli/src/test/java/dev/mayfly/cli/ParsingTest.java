package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {
    private static final String NOWHERE = "http://127.0.0.1:1";

    @TempDir
    private Path home = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "list --nonsense",
                "list --phase NOWHERE",
                "list extra",
                "request",
                "request docs-editor --ttl soon",
                "request docs-editor --ttl -5m",
                "request docs-editor --ttl 0s",
                "request docs-editor --no-wait --file pom.xml",
                "request docs-editor --file /does/not/exist",
                "show",
                "show ws-short",
                "show ../../etc",
                "extend ws-0123456789ab",
                "extend ws-0123456789ab 30",
                "deny ws-0123456789ab --as bob",
                "approve ws-0123456789ab",
                "files",
                "files get ws-0123456789ab",
                "files get ws-0123456789ab a b -o c",
                "exec ws-0123456789ab",
                "exec ws-0123456789ab --within 10m -- true",
                "receipt",
                "receipt verify",
                "receipt verify /does/not/exist",
                "completion fish",
                "list --all --phase IN_USE",
                "list --limit 0",
                "list --url ftp://example.org",
                "list --url nonsense",
                "list --url http://user:secret@127.0.0.1",
                "list --as alice --token x",
                "files get ws-0123456789ab a --all",
                "list --token-file /does/not/exist"
            })
    void aWrongCommandLineEndsWith64AndSaysWhatToDo(String line) {
        Cli.Result result = new Cli(NOWHERE, home).without("MAYFLY_TOKEN").run(line.split(" ", -1));
        assertThat(result.exit()).as(result.err()).isEqualTo(64);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("  -> ");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheVerb() {
        Cli cli = new Cli("http://127.0.0.1:2", home);
        assertThat(cli.run("--url", NOWHERE, "me").err()).contains(NOWHERE);
        assertThat(cli.run("me", "--url", NOWHERE).err()).contains(NOWHERE);
        assertThat(cli.run("--json", "me").err()).contains("\"code\":\"UNREACHABLE\"");
        assertThat(cli.run("files", "list", "ws-0123456789ab", "--json").err()).contains("\"code\":\"UNREACHABLE\"");
    }

    @Test
    void helpListsEveryVerbAndEveryExitCode() {
        Cli.Result result = new Cli(NOWHERE, home).run("--help");
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("request", "list", "show", "explain", "events", "exec", "files", "extend", "freeze", "thaw")
                .contains("approve", "deny", "end", "receipt", "templates", "holdings", "audit", "me", "demo", "up")
                .contains("completion", "version", "Exit codes:", "130", "124", "69", "64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request",
                "list",
                "show",
                "explain",
                "events",
                "exec",
                "files put",
                "files get",
                "files list",
                "extend",
                "freeze",
                "thaw",
                "approve",
                "deny",
                "end",
                "receipt",
                "receipt verify",
                "templates",
                "holdings",
                "audit",
                "me",
                "demo",
                "completion",
                "version"
            })
    void everyVerbExplainsItself(String verb) {
        List<String> words = List.of(verb.split(" ", -1));
        Cli.Result after = new Cli(NOWHERE, home).run(words, "--help");
        assertThat(after.exit()).isZero();
        assertThat(after.out()).contains("Usage: mayfly " + verb);
        assertThat(new Cli(NOWHERE, home).run(("help " + verb).split(" ", -1)).out())
                .isEqualTo(after.out());
    }

    @Test
    void completionKnowsEveryVerbAndOption() {
        Cli.Result bash = new Cli(NOWHERE, home).run("completion", "bash");
        assertThat(bash.out()).contains("request", "holdings", "--idempotency-key", "AWAITING_APPROVAL");
        assertThat(new Cli(NOWHERE, home).run("completion", "zsh").out()).startsWith("autoload");
    }

    @Test
    void theRehearsalOfTheStartUpCacheSucceeds() {
        assertThat(Rehearsal.run()).isZero();
    }

    @Test
    void withoutAVerbItPrintsItsHelpAndFails() {
        Cli.Result result = new Cli(NOWHERE, home).run();
        assertThat(result.exit()).isEqualTo(64);
        assertThat(result.out()).contains("Verbs:");
    }

    @Test
    void aNameThatIsAlsoAVerbIsStillAnArgument() {
        Cli.Result result = new Cli(NOWHERE, home).run("templates", "list");
        assertThat(result.exit()).isEqualTo(69);
    }
}
