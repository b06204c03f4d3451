package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import dev.mayfly.domain.log.Envelope;
import dev.mayfly.domain.log.InclusionProof;
import dev.mayfly.domain.log.LogVerification;
import dev.mayfly.domain.log.VerifierKey;
import dev.mayfly.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReceiptRoutesTest {
    private final Running api = Running.shared();
    private final Http alice = api.as("alice");

    @Test
    void saysWhatIsAwaitedUntilThereIsOne() {
        String id = alice.inUse("low");
        Http.Answer early = alice.get("/v1/workspaces/" + id + "/receipt");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.at("code")).isEqualTo("WRONG_PHASE");
        assertThat(early.at("detail")).contains("IN_USE");
    }

    @Test
    void givesTheBytesThatTheDigestIsOf() {
        String id = alice.closed("low");
        Http.Answer receipt = alice.get("/v1/workspaces/" + id + "/receipt", "Accept", "application/json");
        assertThat(receipt.status()).isEqualTo(200);
        assertThat(receipt.header("Content-Type")).startsWith("application/json");
        assertThat(Json.sha256(receipt.text())).isEqualTo(receipt.header("X-Receipt-SHA256"));
        assertThat(receipt.json().at("/request/id").asText()).isEqualTo(id);
        assertThat(alice.get("/v1/workspaces/" + id + "/receipt").header("Content-Type"))
                .startsWith("application/json");
    }

    @Test
    void showsPeopleAPageInWhichEverythingIsEscaped() {
        Http.Answer created = alice.post(
                "/v1/workspaces",
                Json.write(Map.of("template", "low", "reason", "<img src=x onerror=alert(1)> {{ 7*7 }} \"quoted\"")));
        String id = created.at("id");
        alice.until(id, "IN_USE");
        api.as("bob").post("/v1/workspaces/" + id + "/end", "{\"reason\": \"<b>enough</b>\"}");
        alice.until(id, "CLOSED");
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        Http.Answer page = alice.get("/v1/workspaces/" + id + "/receipt", "Accept", browser);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text())
                .contains(id, "REVOKED", "&lt;b&gt;enough&lt;/b&gt;", "looked for the process: none", "{{ 7*7 }}")
                .doesNotContain("<img", "<script", "<b>enough");
        assertThat(page.text()).contains(page.header("X-Receipt-SHA256"));
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @Test
    void isSignedAndProvedByTheLog() throws Exception {
        String id = alice.closed("low");
        Http.Answer signed = alice.get("/v1/workspaces/" + id + "/receipt/signed");
        for (int i = 0; i < 100 && signed.status() == 503; i++) {
            Thread.sleep(100);
            signed = alice.get("/v1/workspaces/" + id + "/receipt/signed");
        }
        Envelope envelope = Json.read(signed.text(), Envelope.class);
        VerifierKey key =
                VerifierKey.parse(alice.get("/v1/log/verifiers").text().strip());
        assertThat(envelope.faults(List.of(key))).isEmpty();
        assertThat(new String(envelope.document(), StandardCharsets.UTF_8))
                .isEqualTo(alice.get("/v1/workspaces/" + id + "/receipt").text());
        InclusionProof proof =
                InclusionProof.parse(envelope.anchor().orElseThrow().proof());
        assertThat(proof.checkpoint().faults(List.of(key))).isEmpty();

        Http auditor = api.as("adam");
        LogVerification.Result log = LogVerification.of(
                path -> {
                    Http.Answer answer = auditor.get("/v1/log/" + path);
                    return path.equals("checkpoint")
                            ? Optional.of(proof.checkpoint().toString().getBytes(StandardCharsets.UTF_8))
                            : Optional.of(answer.body());
                },
                List.of(key),
                Optional.empty());
        assertThat(log.faults()).isEmpty();
        assertThat(auditor.get("/v1/log/differences").json().at("/differences")).isEmpty();
    }

    @Test
    void listsWhatWasKept() {
        String id = alice.closed("kept");
        Http.Answer kept = alice.get("/v1/workspaces/" + id + "/snapshots");
        assertThat(kept.json().at("/items/0/step").asText()).isEqualTo("machine");
        assertThat(kept.json().at("/items/0/bytes").asInt()).isEqualTo(3);
    }
}
