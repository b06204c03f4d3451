package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.FakeServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptVerbsTest {
    private static final String ROUTE = "GET /v1/workspaces/" + Shapes.ID + "/receipt";
    private static final String RECEIPT = "{\"a\":1}";
    private static final String SHA = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";

    @TempDir
    private Path home = Path.of("");

    @Test
    void aReceiptIsWrittenWithItsSha256BesideIt() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.json(200, RECEIPT).with("X-Receipt-SHA256", SHA));
            Path file = home.resolve("r.json");
            Cli cli = new Cli(server.url(), home);
            Cli.Result result = cli.run("receipt", Shapes.ID, "-o", file.toString());
            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(file).hasContent(RECEIPT);
            assertThat(home.resolve("r.json.sha256")).hasContent(SHA + "  r.json\n");
            assertThat(cli.run("receipt", Shapes.ID, "-o", file.toString()).exit())
                    .isEqualTo(5);
            assertThat(cli.run("receipt", Shapes.ID, "-o", file.toString(), "--force")
                            .exit())
                    .isZero();
            assertThat(cli.run("receipt", Shapes.ID, "--json").out()).isEqualTo(RECEIPT);
            Cli.Result read = cli.run("receipt", Shapes.ID);
            assertThat(read.exit()).as("it is checked where it is shown").isEqualTo(6);
            assertThat(read.out()).contains("sha256 " + SHA, "It does not hold");
        }
    }

    @Test
    void aReceiptThatChangedOnTheWayIsRefused() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.json(200, "{\"a\":2}").with("X-Receipt-SHA256", SHA));
            Cli.Result result = new Cli(server.url(), home)
                    .run("receipt", Shapes.ID, "-o", home.resolve("r").toString());
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("digest-mismatch");
            assertThat(home.resolve("r")).doesNotExist();
        }
    }

    @Test
    void thePageIsAskedForAsAPage() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, new Reply(200, Map.of(), "<html>", -1));
            assertThat(new Cli(server.url(), home)
                            .run("receipt", Shapes.ID, "--html")
                            .out())
                    .isEqualTo("<html>");
            assertThat(server.calls().getFirst().header("Accept")).isEqualTo("text/html");
        }
    }

    @Test
    void aReceiptBeforeTheEndIsAConflict() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(ROUTE, Reply.problem(409, "WRONG_PHASE", "it is in use"));
            assertThat(new Cli(server.url(), home).run("receipt", Shapes.ID).exit())
                    .isEqualTo(5);
        }
    }

    @Test
    void verifyingAsksNoServerAndSaysWhatIsWrong() throws IOException {
        Path file = Files.writeString(home.resolve("r.json"), RECEIPT);
        Cli cli = new Cli("http://127.0.0.1:1", home);
        Cli.Result text = cli.run("receipt", "verify", file.toString());
        assertThat(text.exit()).isEqualTo(6);
        assertThat(text.out()).contains("It does not hold", "its version is 0");
        Cli.Result json = cli.run("receipt", "verify", file.toString(), "--json");
        assertThat(json.exit()).isEqualTo(6);
        assertThat(json.out()).contains("\"holds\":false", SHA);
        Files.writeString(home.resolve("r.json.sha256"), "0".repeat(64) + "  r.json\n");
        assertThat(cli.run("receipt", "verify", file.toString()).out()).contains("should be " + "0".repeat(64));
    }
}
