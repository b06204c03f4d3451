package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import dev.mayfly.json.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes, the answer is a problem that names what is wrong, and never a defect. */
final class BadInputTest {
    private final Running api = Running.shared();
    private final Http alice = api.as("alice");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {                                                | body
                    []                                               | body
                    null                                             | body
                    "low"                                            | body
                    {} x                                             | body
                    {"template": "low"} {"template": "low"}          | body
                    {"template": "low", "template": "low"}           | body
                    {}                                               | template
                    {"template": null}                               | template
                    {"template": 3}                                  | template
                    {"template": true}                               | template
                    {"template": ["low"]}                            | template
                    {"template": ""}                                 | template
                    {"template": "LOW"}                              | template
                    {"template": "../../etc/passwd"}                 | template
                    {"template": "low", "surprise": 1}               | surprise
                    {"template": "low", "ttl": "soon"}               | ttl
                    {"template": "low", "ttl": 3600}                 | ttl
                    {"template": "low", "ttl": "-PT1H"}              | ttl
                    {"template": "low", "ttl": "PT0S"}               | ttl
                    {"template": "low", "ttl": "PT999999999999999999999H"} | ttl
                    {"template": "low", "ttl": "P9999999999D"}       | ttl
                    {"template": "low", "idle": {}}                  | idle
                    {"template": "low", "reason": "a\\u0000b"}       | reason
                    {"template": "low", "reason": "\\u001b[2J"}      | reason
                    {"template": "low", "reason": "\\ud800"}         | reason
                    {"template": "low", "project": 7}                | project
                    {"template": "medium"}                           | reason
                    {"template": "medium", "reason": "  "}           | reason
                    """)
    void refusesARequestByTheNameOfTheField(String body, String field) {
        Http.Answer answer = alice.post("/v1/workspaces", body);
        assertThat(answer.status()).as(answer.text()).isIn(400, 422);
        assertProblem(answer);
        assertThat(answer.json().at("/fields/0/field").asText())
                .as(answer.text())
                .isEqualTo(field);
    }

    @Test
    void tellsWhatIsOutOfBoundsFromWhatIsMalformed() {
        Http.Answer answer = alice.post("/v1/workspaces", "{\"template\": \"low\", \"ttl\": \"P3D\"}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.at("code")).isEqualTo("OUT_OF_BOUNDS");
        assertThat(answer.at("turn")).isEqualTo("REQUESTER");
        assertThat(answer.at("type")).isEqualTo("https://mayfly.dev/errors/out-of-bounds");
        assertThat(alice.post("/v1/workspaces", "{\"template\": \"broken\"}").at("code"))
                .isEqualTo("TEMPLATE_BROKEN");
        assertThat(alice.post("/v1/workspaces", "{\"template\": \"no-such\"}").status())
                .isEqualTo(404);
        assertThat(alice.post("/v1/workspaces", "{\"template\": \"private\"}").status())
                .isEqualTo(403);
    }

    @Test
    void refusesOverlongTextAndBodies() {
        assertThat(alice.post("/v1/workspaces", Json.write(Map.of("template", "low", "reason", "x".repeat(2001))))
                        .json()
                        .at("/fields/0/field")
                        .asText())
                .isEqualTo("reason");
        assertThat(alice.post("/v1/workspaces", Json.write(Map.of("template", "low", "project", "x".repeat(101))))
                        .json()
                        .at("/fields/0/field")
                        .asText())
                .isEqualTo("project");
        Http.Answer huge =
                alice.post("/v1/workspaces", Json.write(Map.of("template", "low", "reason", "x".repeat(5 << 20))));
        assertThat(huge.status()).as(huge.text()).isEqualTo(413);
        assertProblem(huge);
        assertThat(huge.at("code")).isEqualTo("TOO_LARGE");
        Http.Answer deep = alice.post("/v1/workspaces", "[".repeat(100_000));
        assertThat(deep.status()).as(deep.text()).isEqualTo(400);
        assertProblem(deep);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=201",
                "?limit=-1",
                "?limit=x",
                "?limit=99999999999",
                "?phase=ASLEEP",
                "?phase=",
                "?requester=A%20B",
                "?requester=%00",
                "?template=%F0%9F%92%A9",
                "?stalled=perhaps",
                "?cursor=%00",
                "?cursor=../..",
                "?cursor=AAAA",
                "?cursor=%F0%9F%92%A9"
            })
    void refusesAQueryThatMeansNothing(String query) {
        Http.Answer answer = alice.get("/v1/workspaces" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertProblem(answer);
        assertThat(answer.json().path("fields")).as(answer.text()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "ws-0123456789",
                "ws-0123456789AB",
                "ws-zzzzzzzzzzzz",
                "%2e%2e",
                "ws-0123456789ab%00",
                "%F0%9F%92%A9",
                "' or 1=1 --",
                "%25s"
            })
    void knowsNoWorkspaceOfAnImpossibleName(String id) {
        Http.Answer answer =
                alice.get("/v1/workspaces/" + id.replace(" ", "%20").replace("'", "%27"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(404);
        assertProblem(answer);
    }

    @Test
    void answersTheFrameworksOwnRefusalsAsProblems() {
        assertThat(problem(alice.get("/v1/nothing"), 404).at("code")).isEqualTo("NOT_FOUND");
        assertThat(problem(api.anonymous().get("/v1/nothing"), 404).at("code")).isEqualTo("NOT_FOUND");
        Http.Answer method = problem(alice.send("DELETE", "/v1/workspaces", BodyPublishers.noBody()), 405);
        assertThat(method.header("Allow")).contains("POST");
        problem(
                alice.send("POST", "/v1/workspaces", BodyPublishers.ofString("a=b"), "Content-Type", "text/plain"),
                415);
        problem(alice.post("/v1/workspaces", ""), 400);
        problem(alice.get("/v1/me", "Accept", "image/png"), 406);
        problem(api.anonymous().get("/v1/me"), 401);
        problem(api.withToken("demo.alice.wrong").get("/v1/me"), 401);
        problem(api.withToken("demo.nobody." + Running.SECRET).get("/v1/me"), 401);
        problem(api.withToken("demo.").get("/v1/me"), 401);
        problem(api.withToken("x".repeat(4000)).get("/v1/me"), 401);
        problem(api.as("nemo").get("/v1/me"), 403);
        assertThat(api.anonymous().get("/v1/me").header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void refusesKeysThatAreNone() {
        List<String> bad = List.of("x".repeat(129), "a\tb");
        for (String key : bad) {
            Http.Answer answer = alice.post("/v1/workspaces", "{\"template\": \"low\"}", "Idempotency-Key", key);
            assertThat(answer.status()).as(key).isEqualTo(400);
        }
    }

    @Test
    void takesOverAValidRequestIdAndReplacesOthers() {
        assertThat(alice.get("/v1/me", "X-Request-Id", "abc-1").header("X-Request-Id"))
                .isEqualTo("abc-1");
        assertThat(alice.get("/v1/me", "X-Request-Id", "a b<script>").header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
        Http.Answer refused = alice.get("/v1/nothing", "X-Request-Id", "abc-2");
        assertThat(refused.header("X-Request-Id")).isEqualTo("abc-2");
        assertThat(refused.at("instance")).isEqualTo("urn:mayfly:request:abc-2");
    }

    @Test
    void keepsHostileTextAsText() {
        List<String> hostile = List.of(
                "<script>alert(1)</script>",
                "'; drop table workspace; --",
                "${jndi:ldap://x}",
                "{{7*7}}",
                "\u202eevil\u202c",
                "💩 مرحبا \u200b",
                "%s%n%x",
                "tab\tand\nnewline");
        List<String> kept = new ArrayList<>();
        for (String text : hostile) {
            Http.Answer answer =
                    alice.post("/v1/workspaces", Json.write(Map.of("template", "low", "reason", text, "project", "p")));
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            kept.add(alice.get("/v1/workspaces/" + answer.at("id")).at("reason"));
        }
        assertThat(kept).isEqualTo(hostile);
    }

    private static Http.Answer problem(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertProblem(answer);
        return answer;
    }

    private static void assertProblem(Http.Answer answer) {
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        JsonNode json = answer.json();
        assertThat(json.path("status").asInt()).isEqualTo(answer.status());
        for (String property : List.of("type", "title", "detail", "code", "turn", "instance")) {
            assertThat(json.path(property).asText()).as(property).isNotBlank();
        }
    }
}
