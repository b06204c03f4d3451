package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FileRoutesTest {
    private static final int LIMIT = 1024 * 1024;

    private final Running api = Running.shared();
    private final Http alice = api.as("alice");

    @Test
    void carriesAFileInAndOutUnchangedAndLeavesNothingBetween() throws IOException, InterruptedException {
        String path = "/v1/workspaces/" + alice.inUse("low");
        byte[] content = new byte[LIMIT];
        new Random(1).nextBytes(content);
        Http.Answer in = alice.put(path + "/inbox/a%20b.bin", content);
        assertThat(in.status()).as(in.text()).isEqualTo(201);
        assertThat(in.at("name")).isEqualTo("a b.bin");
        assertThat(in.json().path("bytes").asLong()).isEqualTo(LIMIT);
        JsonNode list = alice.get(path + "/outbox").json();
        assertThat(list.at("/items/0/name").asText()).isEqualTo("a b.bin");
        Http.Answer out = alice.get(path + "/outbox/a%20b.bin");
        assertThat(out.body()).isEqualTo(content);
        assertThat(out.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(out.header("Content-Disposition")).startsWith("attachment; filename=\"a b.bin\"");
        assertThat(out.header("Content-Length")).isEqualTo(Integer.toString(LIMIT));
        assertThat(out.header("Repr-Digest")).isEqualTo(digest(in.at("sha256")));
        for (int i = 0; i < 200 && blobs() > 0; i++) {
            Thread.sleep(25);
        }
        assertThat(blobs()).isZero();
    }

    @Test
    void refusesWhatIsTooLargeWithAndWithoutALength() {
        String path = "/v1/workspaces/" + alice.inUse("low") + "/inbox/big";
        byte[] content = new byte[LIMIT + 1];
        Http.Answer told = alice.put(path, content);
        assertThat(told.status()).as(told.text()).isEqualTo(413);
        assertThat(told.at("code")).isEqualTo("TOO_LARGE");
        Http.Answer streamed = alice.send(
                "PUT",
                path,
                BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(content)),
                "Content-Type",
                "application/octet-stream");
        assertThat(streamed.status()).as(streamed.text()).isEqualTo(413);
    }

    @Test
    void checksTheDigestThatWasSent() {
        String path = "/v1/workspaces/" + alice.inUse("low") + "/inbox/a";
        byte[] content = "abc".getBytes(StandardCharsets.UTF_8);
        assertThat(alice.put(path, content, "Repr-Digest", digest(Json.sha256("abc")))
                        .status())
                .isEqualTo(201);
        assertThat(alice.put(path, content, "Repr-Digest", "md5=:x:, " + digest(Json.sha256("abc")))
                        .status())
                .isEqualTo(201);
        Http.Answer wrong = alice.put(path, content, "Repr-Digest", digest(Json.sha256("abd")));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.at("detail")).startsWith("Repr-Digest: ");
        assertThat(alice.put(path, content, "Repr-Digest", "sha-256=:AAAA:").status())
                .isEqualTo(400);
    }

    @Test
    void takesAnyNameThatIsANameAndNoPath() {
        String path = "/v1/workspaces/" + alice.inUse("low");
        Map<String, String> good = Map.of(
                "%F0%9F%92%A9.txt", "💩.txt",
                "%E2%80%AEgpj.exe", "\u202egpj.exe",
                "a%22b%27c%3Bd", "a\"b'c;d",
                "a+b", "a+b",
                "%2Dn", "-n",
                "%25s", "%s",
                "con", "con");
        good.forEach((sent, name) -> {
            Http.Answer in = alice.put(path + "/inbox/" + sent, new byte[] {1});
            assertThat(in.status()).as(sent + in.text()).isEqualTo(201);
            assertThat(in.at("name")).isEqualTo(name);
            Http.Answer out = alice.get(path + "/outbox/" + sent);
            assertThat(out.status()).as(sent).isEqualTo(200);
            assertThat(out.header("Content-Disposition")).matches("[\\x20-\\x7e]+");
        });
        List<String> bad = List.of(
                "%2e%2e",
                "%2E",
                "a%2Fb",
                "..%2F..%2Fetc%2Fpasswd",
                "a%00b",
                "a%0Ab",
                "a%0d%0aX-Evil:1",
                "%C2%85",
                "x".repeat(256),
                "%FF");
        for (String sent : bad) {
            Http.Answer answer = alice.put(path + "/inbox/" + sent, new byte[] {1});
            assertThat(answer.status()).as(sent + answer.text()).isIn(400, 404);
        }
    }

    @Test
    void asksTheTemplateAndThePhase() {
        String sealed = "/v1/workspaces/" + alice.inUse("sealed");
        assertThat(alice.put(sealed + "/inbox/a", new byte[1]).at("code")).isEqualTo("OUT_OF_BOUNDS");
        assertThat(alice.get(sealed + "/outbox/a").at("code")).isEqualTo("OUT_OF_BOUNDS");
        String closed = "/v1/workspaces/" + alice.closed("low");
        assertThat(alice.put(closed + "/inbox/a", new byte[1]).at("code")).isEqualTo("WRONG_PHASE");
        assertThat(alice.get(closed + "/outbox").at("code")).isEqualTo("WRONG_PHASE");
        assertThat(alice.get("/v1/workspaces/" + alice.inUse("low") + "/outbox/none")
                        .at("code"))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void runsAProgram() {
        String path = "/v1/workspaces/" + alice.inUse("low") + "/exec";
        Http.Answer ran = alice.post(path, "{\"command\": [\"wc\", \"-l\"], \"input\": \"grüß\"}");
        assertThat(ran.status()).as(ran.text()).isEqualTo(200);
        assertThat(ran.json().path("exitCode").asInt()).isEqualTo(7);
        assertThat(ran.at("output")).isEqualTo("[wc, -l]");
        assertThat(ran.at("errors")).isEqualTo("grüß");
        Map<String, Integer> bad = Map.of(
                "{}",
                400,
                "{\"command\": []}",
                400,
                "{\"command\": [\"\"]}",
                400,
                "{\"command\": \"ls\"}",
                400,
                "{\"command\": [\"ls\", null]}",
                400,
                "{\"command\": [\"a\\u0000b\"]}",
                400,
                "{\"command\": [\"ls\"], \"timeoutSeconds\": 0}",
                400,
                "{\"command\": [\"ls\"], \"timeoutSeconds\": 301}",
                400,
                Json.write(Map.of("command", List.of("ls"), "input", "x".repeat(LIMIT + 1))),
                413);
        bad.forEach((body, status) -> {
            Http.Answer answer = alice.post(path, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        });
    }

    private long blobs() throws IOException {
        try (var files = Files.walk(api.blobs())) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static String digest(String sha256) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)) + ":";
    }
}
