package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WorkspaceRoutesTest {
    private final Running api = Running.shared();
    private final Http alice = api.as("alice");
    private final Http bob = api.as("bob");
    private final Http carol = api.as("carol");
    private final Http olga = api.as("olga");

    @Test
    void livesFromRequestToReceipt() {
        Http.Answer created = alice.post(
                "/v1/workspaces",
                "{\"template\": \"low\", \"project\": \"x\", \"ttl\": \"PT2H\", \"idle\": \"PT10M\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/v1/workspaces/" + created.at("id"));
        assertThat(created.at("phase")).isEqualTo("AWAITING_APPROVAL");
        assertThat(created.at("ttl")).isEqualTo("PT2H");
        assertThat(created.json().has("lease")).isFalse();

        JsonNode used = alice.until(created.at("id"), "IN_USE");
        assertThat(used.at("/lease/idle").asText()).isEqualTo("PT10M");
        assertThat(used.at("/steps/0/state").asText()).isEqualTo("LIVE");
        assertThat(used.at("/risk").asText()).isEqualTo("LOW");

        Http.Answer ended = alice.post("/v1/workspaces/" + created.at("id") + "/end", "{\"reason\": \"done\"}");
        assertThat(ended.status()).isEqualTo(202);
        assertThat(ended.json().at("/ending/outcome").asText()).isEqualTo("COMPLETED");
        JsonNode closed = alice.until(created.at("id"), "CLOSED");
        assertThat(closed.at("/steps/0/state").asText()).isEqualTo("GONE");
        assertThat(alice.post("/v1/workspaces/" + created.at("id") + "/end", "").status())
                .isEqualTo(202);
    }

    @Test
    void answersTheSameKeyAndBodyWithTheSameWorkspace() {
        String key = UUID.randomUUID().toString();
        String body = "{\"template\": \"low\"}";
        Http.Answer first = alice.post("/v1/workspaces", body, "Idempotency-Key", key);
        Http.Answer again = alice.post("/v1/workspaces", body, "Idempotency-Key", key);
        Http.Answer other = alice.post("/v1/workspaces", "{\"template\": \"kept\"}", "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.at("id")).isEqualTo(first.at("id"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.at("code")).isEqualTo("IDEMPOTENCY_CONFLICT");
    }

    @Test
    void makesOneWorkspaceOfTwentyRequestsAtOnceWithOneKey() throws InterruptedException, ExecutionException {
        String key = UUID.randomUUID().toString();
        List<Http.Answer> answers = new java.util.ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Http.Answer>> all = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(
                            () -> alice.post("/v1/workspaces", "{\"template\": \"low\"}", "Idempotency-Key", key)))
                    .toList();
            for (Future<Http.Answer> each : all) {
                answers.add(each.get());
            }
        }
        assertThat(answers)
                .extracting(answer -> answer.at("id"))
                .containsOnly(answers.getFirst().at("id"));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(19);
    }

    @Test
    void needsAnotherPersonForMediumRisk() {
        String id = alice.created("medium");
        awaitAdmission(id);
        String path = "/v1/workspaces/" + id + "/decisions";
        Http.Answer approved = bob.post(path, "{\"verdict\": \"APPROVED\"}");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        assertThat(approved.json().at("/decisions/0/by").asText()).isEqualTo("bob");
        Http.Answer late = carol.post(path, "{\"verdict\": \"DENIED\", \"reason\": \"no\"}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.at("code")).isEqualTo("ALREADY_DECIDED");
        assertThat(late.at("detail")).matches("It was decided already: APPROVED by bob at [0-9T:-]+Z");
        alice.until(id, "IN_USE");
    }

    @Test
    void keepsWhatWasRefusedAndTheRequestItCameBy() {
        String id = alice.created("medium");
        awaitAdmission(id);
        String path = "/v1/workspaces/" + id + "/decisions";
        assertThat(alice.post(path, "{\"verdict\": \"APPROVED\"}", "X-Request-Id", "own-1")
                        .status())
                .isEqualTo(403);
        assertThat(olga.post(path, "{\"verdict\": \"APPROVED\"}", "X-Request-Id", "role-1")
                        .status())
                .isEqualTo(403);
        JsonNode refused = api.as("adam")
                .get("/v1/audit?workspace=" + id + "&type=REFUSED")
                .json()
                .path("items");
        assertThat(refused).hasSize(2);
        assertThat(refused.at("/1/actor").asText()).isEqualTo("alice");
        assertThat(refused.at("/1/data/requestId").asText()).isEqualTo("own-1");
        assertThat(refused.at("/1/data/asked").asText()).isEqualTo("POST " + path);
        assertThat(refused.at("/0/actor").asText()).isEqualTo("olga");
        assertThat(refused.at("/0/data/requestId").asText()).isEqualTo("role-1");
        assertThat(api.as("adam")
                        .get("/v1/audit?workspace=" + id + "&type=REQUESTED")
                        .json()
                        .at("/items/0/data/requestId")
                        .asText())
                .isNotEmpty();
        carol.post("/v1/workspaces/" + id + "/end", "{}");
    }

    @Test
    void needsTwoPeopleForHighRiskAndCountsEachOnce() {
        String id = alice.created("high");
        awaitAdmission(id);
        String path = "/v1/workspaces/" + id + "/decisions";
        assertThat(bob.post(path, "{\"verdict\": \"APPROVED\"}").status()).isEqualTo(200);
        assertThat(bob.post(path, "{\"verdict\": \"APPROVED\"}").at("code")).isEqualTo("ALREADY_DECIDED");
        assertThat(carol.post(path, "{\"verdict\": \"APPROVED\"}")
                        .json()
                        .path("approvals")
                        .asInt())
                .isEqualTo(2);
        alice.until(id, "IN_USE");
    }

    @Test
    void endsWhatWasDenied() {
        String id = alice.created("medium");
        awaitAdmission(id);
        String path = "/v1/workspaces/" + id + "/decisions";
        Http.Answer silent = bob.post(path, "{\"verdict\": \"DENIED\"}");
        assertThat(silent.status()).isEqualTo(400);
        assertThat(silent.json().at("/fields/0/field").asText()).isEqualTo("reason");
        assertThat(bob.post(path, "{\"verdict\": \"DENIED\", \"reason\": \"not now\"}")
                        .status())
                .isEqualTo(200);
        assertThat(alice.until(id, "CLOSED").at("/ending/outcome").asText()).isEqualTo("REJECTED");
    }

    @Test
    void extendsOnceForOneKeyAndWithinBounds() {
        String id = alice.inUse("low");
        String path = "/v1/workspaces/" + id + "/extensions";
        Http.Answer first = alice.post(path, "{\"longer\": \"PT30M\"}", "Idempotency-Key", "k1");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        Http.Answer again = alice.post(path, "{\"longer\": \"PT30M\"}", "Idempotency-Key", "k1");
        assertThat(again.json().path("leaseChanges")).hasSize(1);
        Http.Answer far = olga.post(path, "{\"longer\": \"P3D\"}");
        assertThat(far.status()).isEqualTo(422);
        assertThat(far.json().at("/fields/0/field").asText()).isEqualTo("longer");
        assertThat(alice.post(path, "{\"longer\": \"-PT1M\"}").status()).isEqualTo(400);
        assertThat(alice.post(path, "{\"longer\": \"soon\"}")
                        .json()
                        .at("/fields/0/field")
                        .asText())
                .isEqualTo("longer");
    }

    @Test
    void freezesAndThaws() {
        String id = alice.inUse("low");
        assertThat(alice.post("/v1/workspaces/" + id + "/freeze", "")
                        .json()
                        .path("frozen")
                        .asBoolean())
                .isTrue();
        assertThat(alice.post("/v1/workspaces/" + id + "/freeze", "{}").at("code"))
                .isEqualTo("WRONG_PHASE");
        Http.Answer thawed =
                olga.send("POST", "/v1/workspaces/" + id + "/thaw", java.net.http.HttpRequest.BodyPublishers.noBody());
        assertThat(thawed.status()).as(thawed.text()).isEqualTo(200);
        assertThat(thawed.json().path("frozen").asBoolean()).isFalse();
    }

    @Test
    void refusesToActOnWhatIsClosed() {
        String id = alice.closed("low");
        String path = "/v1/workspaces/" + id;
        assertThat(alice.post(path + "/freeze", "").at("code")).isEqualTo("WRONG_PHASE");
        assertThat(alice.post(path + "/extensions", "{\"longer\": \"PT1M\"}").at("code"))
                .isEqualTo("WRONG_PHASE");
        assertThat(bob.post(path + "/decisions", "{\"verdict\": \"APPROVED\"}").at("code"))
                .isEqualTo("WRONG_PHASE");
        assertThat(bob.post(path + "/end", "{\"reason\": \"late\"}")
                        .json()
                        .at("/ending/by")
                        .asText())
                .isEqualTo("alice");
    }

    @Test
    void explainsWhyItIsAlive() {
        String id = alice.inUse("low");
        JsonNode explanation =
                alice.get("/v1/workspaces/" + id + "/explanation").json();
        assertThat(explanation.path("because").asText()).contains("alice may use it");
        assertThat(explanation.path("deadlines"))
                .anyMatch(deadline -> "IDLE".equals(deadline.path("kind").asText()));
    }

    @Test
    void pagesThroughEachExactlyOnce() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            made.add(alice.created("sealed"));
        }
        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page =
                    olga.get("/v1/workspaces?template=sealed&limit=2" + cursor).json();
            page.path("items")
                    .forEach(item ->
                            assertThat(seen.add(item.path("id").asText())).isTrue());
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
            pages++;
        } while (!cursor.isEmpty() && pages < 200);
        assertThat(seen).containsAll(made);
        assertThat(alice.get("/v1/workspaces?requester=bob").json().path("items"))
                .isEmpty();
        assertThat(bob.get("/v1/workspaces?requester=alice&phase=CLOSED&phase=IN_USE")
                        .status())
                .isEqualTo(200);
    }

    private void awaitAdmission(String id) {
        for (int i = 0; i < 400 && !alice.get("/v1/workspaces/" + id).json().has("approvalsNeeded"); i++) {
            Http.pause();
        }
    }
}
