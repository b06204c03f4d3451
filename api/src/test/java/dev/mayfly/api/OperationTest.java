package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

final class OperationTest {
    private final Running api = Running.shared();

    @Test
    void describesItselfInValidOpenApi31() {
        Http.Answer answer = api.anonymous().get("/openapi.yaml");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode description = description();
        assertThat(description.path("openapi").asText()).startsWith("3.1.");
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        SchemaLocation.of("classpath:dev/mayfly/api/openapi-3.1.json"),
                        SchemaValidatorsConfig.builder().build());
        assertThat(schema.validate(description)).isEmpty();
    }

    @Test
    void describesEveryRouteBelowV1AndItsRefusals() {
        JsonNode paths = description().path("paths");
        var described = new TreeSet<String>();
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                    if (path.getKey().startsWith("/v1")) {
                        JsonNode operation = path.getValue().path(method);
                        assertThat(operation.path("summary").asText())
                                .as(path.getKey())
                                .isNotBlank();
                        assertThat(operation.path("responses").has("4XX"))
                                .as(path.getKey())
                                .isTrue();
                        assertThat(operation.path("responses").has("200")
                                        || operation.path("responses").has("201")
                                        || operation.path("responses").has("202"))
                                .as(path.getKey())
                                .isTrue();
                        assertThat(operation.path("responses").has("401"))
                                .as(path.getKey())
                                .isTrue();
                    }
                }));
        var routes = api.get(Router.class)
                .uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(route -> route.getHttpMethodName() + " "
                        + route.getUriMatchTemplate()
                                .toPathString()
                                .replace(":[^/]+", "")
                                .replace(":.+", ""))
                .filter(route -> route.contains(" /v1"))
                // OpenAPI has no words for WebSockets: the ticket's route says how they are used.
                .filter(route -> !route.endsWith("/socket"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).containsAll(routes);
    }

    @Test
    void demandsOnlyThePathOfItsParametersAndWhatARecordNeeds() {
        JsonNode description = description();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .forEach(operation -> operation
                                .path("parameters")
                                .forEach(parameter -> assertThat(
                                                parameter.path("required").asBoolean())
                                        .as(path.getKey() + " " + parameter)
                                        .isEqualTo("path"
                                                .equals(parameter.path("in").asText())))));
        JsonNode workspace = description.at("/components/schemas/Workspace");
        assertThat(workspace.at("/properties/ttl/type").asText()).isEqualTo("string");
        assertThat(workspace.path("required").toString()).contains("\"id\"").doesNotContain("\"lease\"");
        assertThat(description
                        .at("/components/schemas/WorkspaceRequest/required")
                        .toString())
                .isEqualTo("[\"template\"]");
    }

    @Test
    void servesThePageToBrowseItWithoutThirdParties() {
        Http anybody = api.anonymous();
        Http.Answer page = anybody.get("/docs");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self';")
                .contains("default-src 'none'");
        assertThat(page.text()).contains("Demo:").doesNotContain("http://", "https://");
        Matcher parts = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page.text());
        int count = 0;
        while (parts.find()) {
            Http.Answer part = anybody.get(parts.group(1));
            assertThat(part.status()).as(parts.group(1)).isEqualTo(200);
            assertThat(part.body()).isNotEmpty();
            count++;
        }
        assertThat(count).isGreaterThanOrEqualTo(5);
        assertThat(anybody.get("/docs/..%2fopenapi.yaml").status()).isEqualTo(404);
    }

    @Test
    void countsWorkspacesAndHoldings() {
        api.as("alice").inUse("low");
        String metrics = api.anonymous().get("/metrics").text();
        assertThat(metrics)
                .contains("mayfly_workspaces{phase=\"CLOSED\"}", "mayfly_workspaces{phase=\"IN_USE\"}")
                .contains("http_server_requests_seconds_count");
        assertThat(metrics).doesNotContain("ws-");
        assertThat(api.anonymous()
                        .get("/metrics", "X-Forwarded-For", "10.0.0.1")
                        .status())
                .isEqualTo(401);
        assertThat(api.as("alice")
                        .get("/metrics", "X-Forwarded-For", "10.0.0.1")
                        .status())
                .isEqualTo(403);
        assertThat(api.as("olga").get("/metrics", "X-Forwarded-For", "10.0.0.1").status())
                .isEqualTo(200);
    }

    @Test
    void saysHowItIs() {
        Http.Answer health = api.anonymous().get("/health");
        assertThat(health.status()).as(health.text()).isEqualTo(200);
        assertThat(health.at("status")).isEqualTo("UP");
        assertThat(health.json().at("/details/temporal/status").asText()).isEqualTo("UP");
        assertThat(health.json().at("/details/store/status").asText()).isEqualTo("UP");
        assertThat(api.anonymous().get("/health/liveness").status()).isEqualTo(200);
    }

    @Test
    void holdsACallerToTheirPaceAndNoOtherWithThem() {
        try (Running slow = Running.with(Map.of("mayfly.pace.requests-per-second", 1, "mayfly.pace.burst", 3))) {
            Http alice = slow.as("alice");
            for (int i = 0; i < 3; i++) {
                assertThat(alice.get("/v1/me").status()).isEqualTo(200);
            }
            Http.Answer refused = alice.get("/v1/me");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.at("code")).isEqualTo("RATE_LIMITED");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 2);
            assertThat(slow.as("bob").get("/v1/me").status()).isEqualTo(200);
        }
    }

    @Test
    void refusesToBeADemoWhereOthersCouldReachIt() throws IOException {
        for (String host : List.of("", "0.0.0.0", "::", "192.0.2.1")) {
            assertThatThrownBy(() -> Running.with(Map.of("micronaut.server.host", host)))
                    .as(host)
                    .rootCause()
                    .hasMessageContaining("loopback");
        }
        Path open = Running.secretFile();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Running.with(Map.of("mayfly.demo.secret-file", open.toString())))
                .rootCause()
                .hasMessageContaining("0600");
    }

    @Test
    void knowsNobodyWithoutTheDemo() {
        try (Running closed = Running.with(Map.of("mayfly.demo.enabled", "false"))) {
            assertThat(closed.as("alice").get("/v1/me").status()).isEqualTo(401);
            assertThat(closed.anonymous().get("/docs").text()).doesNotContain("Demo:");
            assertThat(closed.anonymous().get("/docs").header("X-Mayfly-Demo")).isEmpty();
        }
        assertThat(api.anonymous().get("/v1/me").header("X-Mayfly-Demo")).isEqualTo("true");
    }

    @Test
    void answersNoOtherOrigin() {
        Http.Answer answer = api.as("alice").get("/v1/me", "Origin", "https://evil.example");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    private JsonNode description() {
        Object yaml = new Yaml().load(api.anonymous().get("/openapi.yaml").text());
        return new ObjectMapper().valueToTree(yaml);
    }
}
