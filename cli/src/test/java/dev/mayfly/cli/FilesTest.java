package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.FakeServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
    private static final String ONE = "/v1/workspaces/" + Shapes.ID;
    private static final String HELLO_SHA = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final String HELLO_DIGEST = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:";

    @TempDir
    private Path home = Path.of("");

    private static Reply file(String content, String digest) {
        return new Reply(200, Map.of("Repr-Digest", digest), content, -1);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileComesOutWholeAndChecked() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET " + ONE + "/outbox/r.txt", file("hello", HELLO_DIGEST));
            Cli.Result result =
                    new Cli(server.url(), home).run("files", "get", Shapes.ID, "r.txt", "--into", home.toString());
            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.out()).contains("5 bytes", HELLO_SHA);
            assertThat(home.resolve("r.txt")).hasContent("hello");
            assertThat(left()).containsExactly("r.txt");
        }
    }

    @Test
    void aFileGoesToTheStandardOutputOnceItIsWhole() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET " + ONE + "/outbox/r.txt", file("hello", HELLO_DIGEST), file("hullo", HELLO_DIGEST));
            Cli cli = new Cli(server.url(), home);
            assertThat(cli.run("files", "get", Shapes.ID, "r.txt", "-o", "-").out())
                    .isEqualTo("hello");
            assertThat(cli.run("files", "get", Shapes.ID, "r.txt", "-o", "-").out())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha-256=:AAAA:", "md5=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"})
    void aFileWithoutAProperDigestIsNotKept(String digest) throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET " + ONE + "/outbox/r.txt", file("hello", digest));
            Cli.Result result =
                    new Cli(server.url(), home).run("files", "get", Shapes.ID, "r.txt", "--into", home.toString());
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("digest-mismatch");
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void aFileThatChangedOnTheWayIsNotKept() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET " + ONE + "/outbox/r.txt", file("hallo", HELLO_DIGEST));
            Cli.Result result =
                    new Cli(server.url(), home).run("files", "get", Shapes.ID, "r.txt", "--into", home.toString());
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains(HELLO_SHA);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void anInterruptedDownloadLeavesNoPartBehind() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(
                    "GET " + ONE + "/outbox/r.txt",
                    file("hello".repeat(50_000), HELLO_DIGEST).brokenAfter(100_000));
            Cli.Result result =
                    new Cli(server.url(), home).run("files", "get", Shapes.ID, "r.txt", "--into", home.toString());
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("connection-broken", "Nothing was kept");
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void whatIsThereIsReplacedOnlyWhenThatIsAsked() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET " + ONE + "/outbox/r.txt", file("hello", HELLO_DIGEST));
            Path target = Files.writeString(home.resolve("mine"), "precious");
            Cli cli = new Cli(server.url(), home);
            Cli.Result refused = cli.run("files", "get", Shapes.ID, "r.txt", "-o", target.toString());
            assertThat(refused.exit()).isEqualTo(5);
            assertThat(refused.err()).contains("exists: ", "--force");
            assertThat(target).hasContent("precious");
            assertThat(server.calls()).isEmpty();
            assertThat(cli.run("files", "get", Shapes.ID, "r.txt", "-o", target.toString(), "--force")
                            .exit())
                    .isZero();
            assertThat(target).hasContent("hello");
        }
    }

    @Test
    void aLinkThatLeadsNowhereCountsAsThere() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET " + ONE + "/outbox/r.txt", file("hello", HELLO_DIGEST));
            Path link = Files.createSymbolicLink(home.resolve("r.txt"), home.resolve("elsewhere"));
            Cli.Result result =
                    new Cli(server.url(), home).run("files", "get", Shapes.ID, "r.txt", "--into", home.toString());
            assertThat(result.exit()).isEqualTo(5);
            assertThat(link).isSymbolicLink();
            assertThat(left()).containsExactly("r.txt");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../evil", "/etc/passwd", "..", "a\\\\b", "a/b", "", "x\\u001b[2J", "a\\u202eb", "new\\nline"
            })
    void aNameThatLeadsElsewhereIsRefusedBeforeAnythingIsTakenOut(String name) throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET " + ONE + "/outbox/good.txt", file("hello", HELLO_DIGEST))
                    .on(
                            "GET " + ONE + "/outbox",
                            Reply.json(
                                    200,
                                    "{\"items\":[{\"name\":\"good.txt\",\"bytes\":5},{\"name\":\"%s\",\"bytes\":5}]}"
                                            .formatted(name)));
            Cli.Result result =
                    new Cli(server.url(), home).run("files", "get", Shapes.ID, "--all", "--into", home.toString());
            assertThat(result.exit()).isEqualTo(6);
            assertThat(result.err()).contains("unsafe-name").doesNotContain("\033", "\u202e");
            assertThat(left()).isEmpty();
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void aFileThatArrivedAsSomethingElseIsReported() throws IOException {
        Path file = Files.writeString(home.resolve("in.txt"), "hello");
        try (FakeServer server = new FakeServer()) {
            server.on(
                    "PUT " + ONE + "/inbox/in.txt",
                    Reply.json(201, "{\"name\":\"in.txt\",\"bytes\":5,\"sha256\":\"%s\"}".formatted("0".repeat(64))));
            Cli.Result result = new Cli(server.url(), home).run("files", "put", Shapes.ID, file.toString());
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("digest-mismatch", "Do not use the copy inside");
        }
    }

    @Test
    void aListOfHostileNamesIsPrintable() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(
                    "GET " + ONE + "/outbox",
                    Reply.json(
                            200,
                            "{\"items\":[{\"name\":\"x\\u001b[2J\\nforged\",\"bytes\":5,\"modifiedAt\":\"2026-11-21T11:00:00Z\"}]}"));
            Cli.Result result = new Cli(server.url(), home).onTerminal().run("files", "list", Shapes.ID);
            assertThat(result.out()).contains("x\\e[2J\\nforged").doesNotContain("\033");
        }
    }
}
