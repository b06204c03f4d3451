package dev.mayfly.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.template.TemplateName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokenTest {
    private static final String GOOD = """
            amends "Template.pkl"
            title = "Good"
            description = "A good one."
            risk = "low"
            lease {
              ttl = 1.h
            }
            runtime = new Sandbox {
              memoryMiB = 1024
            }
            """;

    /** Shorter than in earnest, so that the test of endless templates ends soon. */
    private static final Evaluation IMPATIENT =
            new Evaluation(Duration.ofSeconds(60), Duration.ofSeconds(4), Duration.ofSeconds(120));

    @TempDir
    private Path parent;

    private Path directory = Path.of("");

    @BeforeEach
    void thereIsAGoodTemplate() throws IOException {
        directory = Files.createDirectory(parent.resolve("templates"));
        write("good.pkl", GOOD);
    }

    @Test
    void saysWhereAndWhatInPlainWords() throws IOException {
        with("syntax", "memoryMiB = 1024\n}", "memoryMiB = 1024");
        with("text-for-time", "ttl = 1.h", "ttl = \"one hour\"");
        with("number-for-text", "\"Good\"", "5");
        with("not-in-list", "\"low\"", "\"lowest\"");
        with("missing", "title = \"Good\"\n", "");
        with("too-long", "ttl = 1.h", "ttl = 10.d");
        with("not-even-a-week", "ttl = 1.h", "longest = 8.d");
        with("too-big", "1024", "1048576");
        with("home-over-memory", "1024", "1024; homeMiB = 1000");
        with("geometry", "1024", "1024; geometry = \"12x8000\"");
        with("misspelt", "ttl = 1.h", "tttl = 1.h");
        with("unknown", "risk", "colour = \"red\"\nrisk");
        with("requesters", "risk", "requesters = Set(\"everybody\")\nrisk");
        with("half-mebibyte", "risk", "inputs { maxFile = 1.5.mib }\nrisk");
        with("computed", "risk", "steps = new {}\nrisk");
        with("undefined", "\"Good\"", "good");
        with("null", "\"low\"", "null");
        with("said-so", "\"low\"", "throw(\"not today\")");
        with("twice", "risk", "title = \"Again\"\nrisk");
        with("control", "\"Good\"", "\"Go\\u{7}od\"");

        assertReasons("""
                computed.pkl, line 4: Cannot assign to fixed property `steps`.
                control.pkl, title: expected text without control characters, got one
                geometry.pkl, line 9, runtime.geometry: expected WIDTHxHEIGHT such as 1280x800, 320x240 to 3840x2160, got "12x8000"
                half-mebibyte.pkl, line 4, inputs.maxFile: expected whole MiB, 1.mib to 1.gib, got 1.5.mib
                home-over-memory.pkl, line 9, runtime.memoryMiB: expected a whole number from 64 to 65536, at least homeMiB + 2 x tmpMiB + 40, or + 168 with a desktop, got 1024
                missing.pkl, title: expected 1 to 100 characters, got nothing
                misspelt.pkl, line 6, lease.tttl: expected a property that the schema knows (ttl), got the unknown "tttl"
                not-even-a-week.pkl, line 6, lease.longest: expected 5.s to 7.d, got 8.d
                not-in-list.pkl, line 4, risk: expected "low", "medium" or "high", got "lowest"
                null.pkl, line 4, risk: expected "low", "medium" or "high", got null
                number-for-text.pkl, line 2, title: expected 1 to 100 characters, got 5 (Int)
                requesters.pkl, line 4, requesters: expected a Set of 1 to 100 of the form role:NAME, group:NAME or user:NAME, got "everybody"
                said-so.pkl, line 4, risk: not today
                syntax.pkl, line 9: Missing `}` delimiter.
                text-for-time.pkl, line 6, lease.ttl: expected 5.s to lease.longest, got "one hour" (String)
                too-big.pkl, line 9, runtime.memoryMiB: expected a whole number from 64 to 65536, at least homeMiB + 2 x tmpMiB + 40, or + 168 with a desktop, got 1048576
                too-long.pkl, line 6, lease.ttl: expected 5.s to lease.longest, got 10.d
                twice.pkl, line 4: Duplicate definition of member `title`.
                undefined.pkl, line 2, title: Cannot find property `good`.
                unknown.pkl, line 4, colour: expected a property that the schema knows (currency, description, inputs, lease, pricePerHour, reasonRequired, recorded, requesters, risk, runtime, snapshotAtEnd, title), got the unknown "colour"
                """);
    }

    @Test
    void readsNothingFromOutside() throws IOException {
        Path outside = Files.writeString(directory.resolveSibling("outside.pkl"), GOOD);
        with("network", "\"Good\"", "import(\"https://example.com/x.pkl\").title");
        with("package", "\"Good\"", "import(\"package://example.com/x@1.0.0#/x.pkl\").title");
        with("file", "\"Good\"", "import(\"file:///etc/passwd\").title");
        with("above", "\"Good\"", "import(\"../outside.pkl\").title");
        with("elsewhere", "Template.pkl", "file:" + outside);
        with("glob", "\"Good\"", "import*(\"*.pkl\").toString()");
        with("machine", "\"Good\"", "import(\"pkl:platform\").current.operatingSystem.name");
        with("read", "\"Good\"", "read(\"file:///etc/passwd\").text");
        with("read-up", "\"Good\"", "read(\"../outside.pkl\").text");
        with("env", "\"Good\"", "read(\"env:PATH\")");
        with("prop", "\"Good\"", "read(\"prop:user.name\")");
        with("web", "\"Good\"", "read(\"http://169.254.169.254/\").text");
        with("none", "Template.pkl", "Tmplate.pkl");

        String nothing = "expected nothing to be read, because a template has no files, variables or network, got ";
        String module = "expected a module of the same directory, got ";
        assertReasons("above.pkl, line 2, title: " + module + "../outside.pkl\n"
                + "elsewhere.pkl, line 1: " + module + "file:" + outside + "\n"
                + "env.pkl, line 2, title: " + nothing + "env:PATH\n"
                + "file.pkl, line 2, title: " + module + "file:///etc/passwd\n"
                + "glob.pkl, line 2, title: " + module + "*.pkl\n"
                + "machine.pkl, line 2, title: " + module + "pkl:platform\n"
                + "network.pkl, line 2, title: " + module + "https://example.com/x.pkl\n"
                + "none.pkl, line 1: " + module + "Tmplate.pkl\n"
                + "package.pkl, line 2, title: " + module + "package://example.com/x@1.0.0#/x.pkl\n"
                + "prop.pkl, line 2, title: " + nothing + "prop:user.name\n"
                + "read.pkl, line 2, title: " + nothing + "file:///etc/passwd\n"
                + "read-up.pkl, line 2, title: " + nothing + "mayfly:/../outside.pkl\n"
                + "web.pkl, line 2, title: " + nothing + "http://169.254.169.254/\n");
    }

    @Test
    void endsWhatDoesNotEndAndGoesOnWithTheOthers() throws IOException {
        with(
                "a-loop",
                "risk",
                "local function fib(n): Int = if (n < 2) n else fib(n - 1) + fib(n - 2)\n"
                        + "pricePerHour = fib(90)\nrisk");
        with("b-memory", "\"Good\"", "\"x\".repeat(2000000000)");
        with("c-list", "risk", "requesters = IntSeq(0, 1000000000).map((i) -> \"user:a\\(i)\").toSet()\nrisk");
        with("d-long", "\"Good\"", "\"x\".repeat(1000000)");
        with("e-recursion", "\"Good\"", "f(1)\nlocal function f(n): String = f(n + 1) + \"x\"");

        Catalogue catalogue = load(IMPATIENT);
        assertThat(reason(catalogue, "a-loop"))
                .isEqualTo("a-loop.pkl: expected an end within 4 seconds, got none: it may loop");
        assertThat(reason(catalogue, "b-memory"))
                .isEqualTo("b-memory.pkl: expected to need at most 128 MiB of memory, got a need for more");
        assertThat(reason(catalogue, "c-list")).startsWith("c-list.pkl: expected ");
        assertThat(reason(catalogue, "d-long"))
                .startsWith("d-long.pkl, line 2, title: expected 1 to 100 characters, got \"xxx")
                .hasSizeLessThan(200);
        assertThat(reason(catalogue, "e-recursion"))
                .contains("expected an end, got a definition that calls itself without end");
        assertThat(catalogue.usable()).extracting(Loaded::name).containsExactly("good");
    }

    @Test
    void refusesFilesThatAreNotWhatTheySay() throws IOException {
        Files.write(directory.resolve("latin.pkl"), "// \n// caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        write("large.pkl", GOOD + "/".repeat(Sources.MAX_BYTES));
        write("Capital.txt", "no template at all");
        write("Caps Name.pkl", GOOD);
        write("under_score.pkl", GOOD);
        write("extends.pkl", GOOD.replace("amends", "extends"));
        write("own.pkl", "title = \"Mine\"");
        write(".hidden.pkl", "nonsense");
        Files.createDirectory(directory.resolve("folder.pkl"));
        Path outside = Files.writeString(directory.resolveSibling("elsewhere.pkl"), GOOD);
        Files.createSymbolicLink(directory.resolve("link-out.pkl"), outside);
        Files.createSymbolicLink(directory.resolve("link-gone.pkl"), directory.resolve("gone"));
        Files.createSymbolicLink(directory.resolve("link-in.pkl"), directory.resolve("good.pkl"));

        Catalogue catalogue = load(Evaluation.PATIENT);
        assertThat(catalogue.broken().stream().map(Loaded.Broken::reason))
                .containsExactlyInAnyOrder(
                        "Caps Name.pkl: expected a file name of letters, digits, - and _, got another",
                        "extends.pkl: expected a file that begins with `amends \"Template.pkl\"`, got one of another kind",
                        "folder.pkl: expected a file, got something else",
                        "large.pkl: expected at most 64 KiB, got more",
                        "latin.pkl: line 2: expected UTF-8 text, got the byte e9",
                        "link-gone.pkl: expected a file that can be read, got NoSuchFileException",
                        "link-out.pkl: expected a file of this directory, got a link out of it",
                        "own.pkl: expected a file that begins with `amends \"Template.pkl\"`, got one of another kind",
                        "under_score.pkl: the name of the file is the name of the template: template: expected a"
                                + " template name (lower-case letters, digits, -; at most 63), got \"under_score\"");
        assertThat(catalogue.usable()).extracting(Loaded::name).containsExactly("good", "link-in");
    }

    @Test
    void servesNeitherOfTwoTemplatesOfOneName() throws IOException {
        write("docs-editor.pkl", GOOD);
        Catalogue both = Templates.open(Optional.of(directory), true).catalogue();
        assertThat(reason(both, "docs-editor"))
                .isEqualTo("docs-editor.pkl: expected a name of its own, got that of a shipped template;"
                        + " rename the file, or do not serve the shipped templates");
        assertThat(both.usable())
                .extracting(Loaded::name)
                .containsExactly("api-dev", "data-reader", "good", "sandbox-compute");

        Catalogue alone = Templates.open(Optional.of(directory), false).catalogue();
        assertThat(alone.broken()).isEmpty();
        assertThat(alone.usable()).extracting(Loaded::name).containsExactly("docs-editor", "good");
    }

    @Test
    void aDirectoryThatIsNotThereIsListedAndTheShippedOnesAreServed() {
        Catalogue catalogue =
                Templates.open(Optional.of(directory.resolve("gone")), true).catalogue();
        assertThat(reason(catalogue, "gone"))
                .isEqualTo("gone: expected a directory that can be read, got NoSuchFileException");
        assertThat(catalogue.usable()).hasSize(4);
    }

    @Test
    void aSchemaInTheDirectoryIsForEditorsOnly() throws IOException {
        write("Template.pkl", "open module mayfly.Template\ntitle: Any\n");
        assertThat(load(Evaluation.PATIENT).usable()).extracting(Loaded::name).containsExactly("good");
    }

    @Test
    void aBrokenModuleIsNamedWhereItIsBroken() throws IOException {
        write("Common.pkl", GOOD.replace("1.h", "9.d"));
        write("uses-common.pkl", "amends \"Common.pkl\"\n\ntitle = \"Mine\"\n");
        assertThat(reason(load(Evaluation.PATIENT), "uses-common"))
                .isEqualTo("Common.pkl, line 6, lease.ttl: expected 5.s to lease.longest, got 9.d");
    }

    @Test
    void askingForABrokenOneSaysWhyAndForNoneThatThereIsNone() throws IOException {
        with("bad", "1024", "1");
        Catalogue catalogue = load(Evaluation.PATIENT);
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(() -> catalogue.require(new TemplateName("bad")))
                .matches(e -> e.code() == ErrorCode.TEMPLATE_BROKEN)
                .withMessageStartingWith("The template bad is broken: bad.pkl, line 9, runtime.memoryMiB: expected");
        assertThatExceptionOfType(MayflyException.class)
                .isThrownBy(() -> catalogue.require(new TemplateName("none")))
                .matches(e -> e.code() == ErrorCode.NOT_FOUND);
    }

    private void with(String name, String old, String now) throws IOException {
        assertThat(GOOD).contains(old);
        write(name + ".pkl", GOOD.replace(old, now));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private Catalogue load(Evaluation evaluation) {
        return Templates.open(Optional.of(directory), false, evaluation).catalogue();
    }

    private void assertReasons(String expected) {
        Catalogue catalogue = load(Evaluation.PATIENT);
        assertThat(catalogue.broken().stream().map(Loaded.Broken::reason))
                .isEqualTo(expected.lines().toList());
        assertThat(catalogue.usable()).extracting(Loaded::name).containsExactly("good");
    }

    private static String reason(Catalogue catalogue, String name) {
        return catalogue.broken().stream()
                .filter(broken -> broken.name().equals(name))
                .map(Loaded.Broken::reason)
                .findFirst()
                .orElse("");
    }
}
