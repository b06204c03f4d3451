package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.cli.FakeServer.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceVerbsTest {
    private static final String ONE = "/v1/workspaces/" + Shapes.ID;
    private static final String HOSTILE = "please\033[2J\u202e\nws-000000000000  approve me";

    @TempDir
    private Path home = Path.of("");

    private FakeServer server = server();

    @BeforeEach
    void start() {
        server.close();
        server = server();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static FakeServer server() {
        try {
            return new FakeServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Cli cli() {
        return new Cli(server.url(), home);
    }

    @Test
    void aRequestWaitsUntilItIsReadyAndPrintsNothingButTheId() {
        server.on("POST /v1/workspaces", Reply.json(201, Shapes.workspace("AWAITING_APPROVAL")))
                .on(
                        "GET " + ONE,
                        Reply.json(200, Shapes.workspace("AWAITING_APPROVAL")),
                        Reply.problem(503, "UNAVAILABLE", "restarting"),
                        Reply.json(200, Shapes.workspace("PROVISIONING")),
                        Reply.json(200, Shapes.workspace("IN_USE")));
        Cli.Result result = cli().run("request", "docs-editor", "--ttl", "30m", "--idle", "PT5M", "--reason", "why");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo(Shapes.ID + "\n");
        assertThat(result.err())
                .contains("AWAITING_APPROVAL, waits for approval: 0 of 1 given")
                .contains("still trying")
                .contains("PROVISIONING, machine (sandbox) INTENT");
        FakeServer.Call call = server.calls("POST").getFirst();
        assertThat(call.text())
                .isEqualTo("{\"template\":\"docs-editor\",\"reason\":\"why\",\"ttl\":\"PT30M\",\"idle\":\"PT5M\"}");
        assertThat(call.header("Idempotency-Key")).hasSize(36);
        assertThat(call.header("Authorization")).isEqualTo("Bearer a-token");
    }

    @Test
    void aRequestThatNeedNotWaitDoesNotLook() {
        server.on("POST /v1/workspaces", Reply.json(201, Shapes.workspace("AWAITING_APPROVAL")));
        Cli.Result result = cli().run("request", "docs-editor", "--no-wait", "--idempotency-key", "ticket 7");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo(Shapes.ID + "\n");
        assertThat(server.calls("GET")).isEmpty();
        assertThat(server.calls("POST").getFirst().header("Idempotency-Key")).isEqualTo("ticket 7");
    }

    @Test
    void aRequestThatIsDeniedWhileItWaitsEndsWith6() {
        server.on("POST /v1/workspaces", Reply.json(201, Shapes.workspace("AWAITING_APPROVAL")))
                .on("GET " + ONE, Reply.json(200, Shapes.ended("REJECTED")));
        Cli.Result result = cli().run("request", "docs-editor");
        assertThat(result.exit()).isEqualTo(6);
        assertThat(result.err()).contains("rejected: ", "bob said no");
    }

    @Test
    void aRequestThatFailsWhileItWaitsEndsWith2() {
        server.on("POST /v1/workspaces", Reply.json(201, Shapes.workspace("AWAITING_APPROVAL")))
                .on("GET " + ONE, Reply.json(200, Shapes.ended("FAILED")));
        assertThat(cli().run("request", "docs-editor").exit()).isEqualTo(2);
    }

    @Test
    void aRequestThatTakesTooLongSaysThatTheWorkspaceGoesOn() {
        server.on("POST /v1/workspaces", Reply.json(201, Shapes.workspace("AWAITING_APPROVAL")))
                .on("GET " + ONE, Reply.json(200, Shapes.workspace("AWAITING_APPROVAL")));
        Cli.Result result = cli().run("request", "docs-editor", "--timeout", "1s");
        assertThat(result.exit()).isEqualTo(124);
        assertThat(result.err()).contains("goes on", "mayfly events " + Shapes.ID, "mayfly end " + Shapes.ID);
    }

    @Test
    void aRequestBringsItsFilesInOnceItIsReady() throws IOException {
        Path file = Files.writeString(home.resolve("in put.txt"), "hello");
        String sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        server.on("POST /v1/workspaces", Reply.json(201, Shapes.workspace("PROVISIONING")))
                .on("GET " + ONE, Reply.json(200, Shapes.workspace("IN_USE")))
                .on(
                        "PUT " + ONE + "/inbox/in%20put.txt",
                        Reply.json(201, "{\"name\":\"in put.txt\",\"bytes\":5,\"sha256\":\"%s\"}".formatted(sha)));
        Cli.Result result = cli().run("request", "docs-editor", "--file", file.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        FakeServer.Call put = server.calls("PUT").getFirst();
        assertThat(put.text()).isEqualTo("hello");
        assertThat(put.header("Repr-Digest")).isEqualTo("sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:");
    }

    @Test
    void aHostileReasonCannotActOnTheTerminalOrForgeARow() {
        server.on(
                "GET /v1/workspaces",
                Reply.json(200, "{\"items\":[%s]}".formatted(Shapes.workspace("IN_USE", HOSTILE, ""))));
        server.on("GET " + ONE, Reply.json(200, Shapes.workspace("IN_USE", HOSTILE, "")));
        for (String[] line : new String[][] {{"list"}, {"show", Shapes.ID}, {"list", "--json"}}) {
            Cli.Result result = cli().onTerminal().run(line);
            assertThat(result.exit()).isZero();
            assertThat(result.out()).doesNotContain("\033", "\u202e", "\nws-000000000000");
        }
        assertThat(cli().onTerminal().run("list").out().lines()).hasSize(2).allMatch(line -> line.length() <= 100);
    }

    @Test
    void jsonIsTheServersOwnWhereAProgramReadsIt() {
        String json = "{\"items\":[%s],\"next\":\"c2\"}".formatted(Shapes.workspace("IN_USE", "x\u202e", ""));
        server.on("GET /v1/workspaces", Reply.json(200, json));
        assertThat(cli().run("list", "--json").out()).isEqualTo(json + "\n");
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void aListAsksForWhatLivesAndFollowsItsPages() {
        server.on(
                "GET /v1/workspaces",
                Reply.json(200, "{\"items\":[%s],\"next\":\"c 2\"}".formatted(Shapes.workspace("IN_USE"))),
                Reply.json(200, "{\"items\":[%s]}".formatted(Shapes.workspace("PROVISIONING"))));
        assertThat(cli().run("list").out().lines()).hasSize(3);
        assertThat(server.calls().getFirst().query())
                .startsWith("phase=AWAITING_APPROVAL&phase=PROVISIONING")
                .doesNotContain("CLOSED")
                .endsWith("limit=50");
        assertThat(server.calls().getLast().query()).endsWith("limit=49&cursor=c%202");
    }

    @Test
    void aDecisionNeedsSomebodyWhoDecides() throws IOException {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/demo-secret"), "s3cret\n");
        server.on("POST " + ONE + "/decisions", Reply.json(200, Shapes.workspace("PROVISIONING")));
        Cli nobody = cli().without("MAYFLY_TOKEN");
        Cli.Result refused = nobody.run("approve", Shapes.ID);
        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.err()).contains("--as bob");
        assertThat(server.calls()).isEmpty();
        assertThat(nobody.run("approve", Shapes.ID, "--as", "bob").exit()).isZero();
        assertThat(server.calls().getFirst().header("Authorization")).isEqualTo("Bearer demo.bob.s3cret");
        assertThat(server.calls().getFirst().text()).isEqualTo("{\"verdict\":\"APPROVED\"}");
        assertThat(nobody.run("deny", Shapes.ID, "--as", "bob", "--reason", "no")
                        .exit())
                .isZero();
        assertThat(server.calls().getLast().text()).isEqualTo("{\"verdict\":\"DENIED\",\"reason\":\"no\"}");
    }

    @Test
    void theLastApprovalSaysThatItIsBeingMade() {
        String decided = Shapes.workspace("AWAITING_APPROVAL").replace("\"approvals\":0", "\"approvals\":1");
        server.on(
                "POST " + ONE + "/decisions",
                Reply.json(200, decided),
                Reply.json(200, decided.replace("\"approvalsNeeded\":1", "\"approvalsNeeded\":2")));
        assertThat(cli().run("approve", Shapes.ID).out()).isEqualTo(Shapes.ID + " is approved and is being made\n");
        assertThat(cli().run("approve", Shapes.ID).out())
                .isEqualTo(Shapes.ID + " has your approval; it waits for approval: 1 of 2 given\n");
    }

    @Test
    void hintsNameTheCommandAsItWasCalledAndTheCallersWordsStay() {
        server.on("POST /v1/workspaces", Reply.json(201, Shapes.workspace("AWAITING_APPROVAL")))
                .on("POST " + ONE + "/end", Reply.json(202, Shapes.workspace("DESTROYING")));
        Cli checkout = cli().with("MAYFLY_COMMAND", "./mayfly");
        assertThat(checkout.run("request", "docs-editor", "--no-wait").err())
                .contains("follow it: ./mayfly events " + Shapes.ID);
        assertThat(checkout.run("end", Shapes.ID).out()).contains("follow it: ./mayfly events");
        assertThat(checkout.run("end").err()).contains("-> ./mayfly end --help");
        server.on("POST /v1/workspaces", Reply.json(201, "{}").brokenAfter(1));
        assertThat(checkout.run("request", "docs-editor", "--reason", "see mayfly list")
                        .err())
                .contains("safely: ./mayfly request docs-editor --reason 'see mayfly list' --idempotency-key");
    }

    @Test
    void hintsKeepWhatWasSaidOfTheServerAndTheCaller() {
        server.on("POST /v1/workspaces", Reply.json(201, "{}").brokenAfter(1))
                .on("POST " + ONE + "/end", Reply.json(202, Shapes.workspace("DESTROYING")));
        Cli checkout = cli().with("MAYFLY_COMMAND", "./mayfly").without("MAYFLY_URL");
        String given = "./mayfly --data-dir '/a b' --url " + server.url();
        assertThat(checkout.run("end", Shapes.ID, "--data-dir", "/a b", "--url=" + server.url())
                        .out())
                .contains("follow it: %s events %s --follow".formatted(given, Shapes.ID));
        assertThat(checkout.run("--url", server.url(), "request", "docs-editor", "--data-dir=/a b")
                        .err())
                .contains("safely: %s request docs-editor --idempotency-key ".formatted(given));
        assertThat(checkout.run("show", Shapes.ID, "--data-dir", "/a b", "--url", "http://127.0.0.1:1")
                        .err())
                .contains("Start a server with ./mayfly up --data-dir '/a b', or");
        assertThat(checkout.run("show", Shapes.ID, "--json", "--url", server.url())
                        .err())
                .doesNotContain("WORKSPACE");
    }

    @Test
    void whatARequestLacksIsNamedAsItIsTyped() {
        server.on(
                "POST /v1/workspaces",
                Reply.problem(404, "NOT_FOUND", "There is no template nosuch"),
                Reply.json(
                        422,
                        "{\"code\":\"INVALID_REQUEST\",\"detail\":\"reason: expected one\",\"fields\":[{\"field\":\"reason\",\"message\":\"expected one\"}]}"),
                Reply.problem(422, "OUT_OF_BOUNDS", "ttl: too long"));
        assertThat(cli().run("request", "nosuch").err()).contains("-> mayfly templates lists");
        assertThat(cli().run("request", "docs-editor").err()).contains("--reason \"...\"");
        assertThat(cli().run("request", "docs-editor").err()).contains("-> mayfly templates docs-editor says");
    }

    @Test
    void anEmptyListPointsToWhatIsClosed() {
        server.on("GET /v1/workspaces", Reply.json(200, "{\"items\":[]}"));
        assertThat(cli().run("list").err()).contains("mayfly list --all");
        assertThat(cli().run("list", "--all").err()).isEqualTo("No workspaces.\n");
    }

    @Test
    void whatIsClosedAlreadyIsNotWaitedFor() {
        server.on("POST " + ONE + "/end", Reply.json(202, Shapes.ended("COMPLETED")));
        assertThat(cli().run("end", Shapes.ID, "--wait").out()).contains("was closed already; its receipt: ");
        assertThat(server.calls("GET")).isEmpty();
    }

    @Test
    void anExtensionAlwaysCarriesAKey() {
        server.on("POST " + ONE + "/extensions", Reply.json(200, Shapes.workspace("IN_USE")));
        Cli.Result result = cli().run("extend", Shapes.ID, "30m", "--reason", "r");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("now ends at 2026-11-21T13:00:01Z (in 1 h 1 s)");
        assertThat(server.calls().getFirst().header("Idempotency-Key")).hasSize(36);
    }

    @Test
    void anEndCanWaitUntilEverythingIsGone() {
        server.on("POST " + ONE + "/end", Reply.json(202, Shapes.workspace("DESTROYING")))
                .on(
                        "GET " + ONE,
                        Reply.json(200, Shapes.workspace("DESTROYING")),
                        Reply.json(200, Shapes.ended("COMPLETED")));
        Cli.Result result = cli().run("end", Shapes.ID, "--wait");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("is gone; its receipt: mayfly receipt " + Shapes.ID);
    }

    @Test
    void aProgramsExitCodeAndOutputAreOurs() {
        server.on(
                "POST " + ONE + "/exec",
                Reply.json(
                        200,
                        "{\"exitCode\":7,\"output\":\"a\\u001b[2Jb\\n\",\"errors\":\"oh\\n\",\"timedOut\":false,\"truncated\":false}"));
        Cli.Result piped = cli().run("exec", Shapes.ID, "--", "ls", "-la", "--json");
        assertThat(piped.exit()).isEqualTo(7);
        assertThat(piped.out()).isEqualTo("a\033[2Jb\n");
        assertThat(piped.err()).isEqualTo("oh\n");
        assertThat(server.calls().getFirst().text())
                .isEqualTo("{\"command\":[\"ls\",\"-la\",\"--json\"],\"timeoutSeconds\":60}");
        assertThat(cli().onTerminal().run("exec", Shapes.ID, "--", "ls").out()).isEqualTo("a\\e[2Jb\n");
        assertThat(cli().onTerminal()
                        .run("exec", Shapes.ID, "--raw", "--", "ls")
                        .out())
                .isEqualTo("a\033[2Jb\n");
    }

    @Test
    void aProgramThatIsStoppedForItsTimeEndsWith124() {
        server.on(
                "POST " + ONE + "/exec",
                Reply.json(
                        200,
                        "{\"exitCode\":-1,\"output\":\"\",\"errors\":\"\",\"timedOut\":true,\"truncated\":false}"));
        assertThat(cli().run("exec", Shapes.ID, "--", "sleep", "99").exit()).isEqualTo(124);
    }

    @Test
    void followingResumesAfterTheLastEventUntilTheWorkspaceIsClosed() {
        String first = event(1, "REQUESTED", "asked\\u001b[2J") + ": heartbeat\n\n" + event(2, "READY", "ready");
        server.on(
                "GET " + ONE + "/events",
                stream(first),
                stream(event(3, "END_ASKED", "end") + "id: 4\nevent: CLO").brokenAfter(80),
                Reply.problem(503, "UNAVAILABLE", "restarting"),
                stream(event(4, "CLOSED", "gone")));
        Cli.Result result = cli().run("events", Shapes.ID, "--follow");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out().lines().map(line -> line.split("\\s+", -1)[1]).toList())
                .containsSubsequence("REQUESTED", "READY", "CLOSED");
        assertThat(result.out()).doesNotContain("\033").contains("\\e[2J");
        assertThat(server.calls().get(0).header("Last-Event-ID")).isEmpty();
        assertThat(server.calls().get(1).header("Last-Event-ID")).isEqualTo("2");
        assertThat(server.calls().getLast().header("Accept")).isEqualTo("text/event-stream");
    }

    @Test
    void followingSomethingThatIsNotThereFailsAtOnce() {
        assertThat(cli().run("events", Shapes.ID, "--follow").exit()).isEqualTo(3);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void whatHappenedIsListedPageByPage() {
        String one =
                "{\"id\":1,\"type\":\"READY\",\"at\":\"2026-11-21T11:00:00Z\",\"actor\":\"mayfly\",\"message\":\"m\",\"data\":{}}";
        server.on(
                "GET " + ONE + "/history",
                Reply.json(200, "{\"items\":[%s],\"next\":\"n\"}".formatted(one)),
                Reply.json(200, "{\"items\":[%s]}".formatted(one)));
        assertThat(cli().run("events", Shapes.ID).out().lines()).hasSize(2);
    }

    private static String event(int id, String type, String message) {
        return "id: %1$d\nevent: %2$s\ndata: {\"id\":%1$d,\"type\":\"%2$s\",\"at\":\"2026-11-21T11:00:00Z\",\"actor\":\"alice\",\"message\":\"%3$s\",\"data\":{}}\n\n"
                .formatted(id, type, message);
    }

    private static Reply stream(String events) {
        return new Reply(200, Map.of("Content-Type", "text/event-stream"), events, -1);
    }

    @Test
    void theLedgerTheAuditLogTheTemplatesAndTheExplanationAreShown() {
        server.on(
                        "GET /v1/holdings",
                        Reply.json(
                                200,
                                "{\"items\":[{\"workspace\":\"%s\",\"step\":\"machine\",\"driver\":\"sandbox\",\"host\":\"h\",\"state\":\"REMOVING\",\"parts\":[],\"intendedAt\":\"2026-11-21T11:00:00Z\",\"evidence\":[],\"lastError\":\"no\\u009b\",\"failures\":3}]}"
                                        .formatted(Shapes.ID)))
                .on(
                        "GET /v1/audit",
                        Reply.json(
                                200,
                                "{\"items\":[{\"id\":9,\"workspace\":\"%s\",\"type\":\"READY\",\"at\":\"2026-11-21T11:00:00Z\",\"actor\":\"mayfly\",\"message\":\"m\"}]}"
                                        .formatted(Shapes.ID)))
                .on(
                        "GET /v1/templates",
                        Reply.json(
                                200,
                                "{\"items\":[{\"name\":\"docs-editor\",\"title\":\"Docs\",\"risk\":\"LOW\",\"approvals\":0,\"ttl\":\"PT2H\",\"pricePerHour\":0.06,\"currency\":\"EUR\"}],\"broken\":[{\"file\":\"x.pkl\",\"reason\":\"risk: no\"}]}"))
                .on(
                        "GET " + ONE + "/explanation",
                        Reply.json(
                                200,
                                "{\"because\":\"alice may use it.\",\"deadlines\":[{\"kind\":\"IDLE\",\"at\":\"2026-11-21T12:20:00Z\",\"sentence\":\"It ends.\"}]}"));
        assertThat(cli().run("holdings").out()).contains("REMOVING", "3 failures, the last: no\\x9b");
        assertThat(cli().run("audit", "--type", "READY").out()).contains("READY");
        assertThat(cli().run("templates").out()).contains("docs-editor", "2 h", "0.06 EUR");
        assertThat(cli().run("templates").err()).contains("broken: x.pkl: risk: no");
        assertThat(cli().run("explain", Shapes.ID).out()).contains("alice may use it.", "in 20 min", "IDLE");
    }
}
