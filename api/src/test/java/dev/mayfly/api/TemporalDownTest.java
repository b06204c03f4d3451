package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.domain.workspace.WorkspaceRequest;
import dev.mayfly.store.ending.AskedEnding;
import dev.mayfly.store.ending.AskedEndings;
import dev.mayfly.store.workspace.Workspaces;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Temporal is at an address where nobody listens. */
final class TemporalDownTest {

    @Test
    void keepsRequestsAndEndsAndRefusesTheRestSoon() {
        try (Running api =
                Running.with(Map.of("mayfly.test.temporal", "none", "mayfly.temporal.address", "127.0.0.1:1"))) {
            Http alice = api.as("alice");
            String id = alice.created("low");
            String path = "/v1/workspaces/" + id;
            assertThat(alice.get(path).at("phase")).isEqualTo("AWAITING_APPROVAL");
            assertThat(alice.get(path + "/history").text()).contains("as soon as Temporal answers");
            assertThat(api.get(Workspaces.class).notStarted(Instant.now().plusSeconds(1), 10))
                    .hasSize(1);
            assertThat(alice.get(path + "/explanation").at("because")).contains("being admitted");

            Instant before = Instant.now();
            Http.Answer decided = api.as("bob").post(path + "/decisions", "{\"verdict\": \"APPROVED\"}");
            assertThat(decided.status()).as(decided.text()).isEqualTo(503);
            assertThat(decided.at("code")).isEqualTo("UNAVAILABLE");
            assertThat(decided.header("Retry-After")).isNotEmpty();
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(8));

            Http.Answer ended = alice.post(path + "/end", "{\"reason\": \"changed my mind\"}");
            assertThat(ended.status()).as(ended.text()).isEqualTo(202);
            assertThat(ended.json().at("/ending/reason").asText()).contains("changed my mind");
            assertThat(api.get(AskedEndings.class).undelivered(Instant.now().plusSeconds(1), 10))
                    .extracting(AskedEnding::workspace)
                    .containsExactly(new WorkspaceId(id));

            Http.Answer health = api.anonymous().get("/health/readiness");
            assertThat(health.status()).as(health.text()).isEqualTo(200);
            assertThat(health.json().at("/details/temporal/status").asText()).isEqualTo("DEGRADED");
            assertThat(health.json().at("/details/store/status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void startsWhatACrashLeftBetweenTheStoreAndTemporal() {
        Running api = Running.shared();
        Http alice = api.as("alice");
        WorkspaceRequest like = request(api, alice.inUse("low"));
        Workspace left = Workspace.requested(new WorkspaceRequest(
                WorkspaceId.random(new SecureRandom()),
                like.installation(),
                like.requester(),
                like.project(),
                like.template(),
                like.digest(),
                like.reason(),
                like.ttl(),
                like.idle(),
                Instant.now().minusSeconds(10)));
        api.get(Workspaces.class).accept(left, "alice", Optional.empty(), "0", Map.of());
        alice.until(left.id().value(), "IN_USE");
    }

    @Test
    void endsWhatACrashLeftBetweenTheStoreAndTemporal() {
        Running api = Running.shared();
        Http alice = api.as("alice");
        String id = alice.inUse("low");
        WorkspaceRequest request = request(api, id);
        Ending ending = Ending.asked(
                request.requester(),
                request.requester(),
                "while down",
                Instant.now().minusSeconds(9));
        api.get(AskedEndings.class).ask(request.id(), ending);
        assertThat(alice.until(id, "CLOSED").at("/ending/reason").asText()).contains("while down");
        assertThat(api.get(AskedEndings.class).undelivered(Instant.now(), 100))
                .extracting(AskedEnding::workspace)
                .doesNotContain(request.id());
    }

    private static WorkspaceRequest request(Running api, String id) {
        return api.get(Workspaces.class).find(new WorkspaceId(id)).orElseThrow().request();
    }
}
