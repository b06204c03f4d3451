package dev.mayfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.api.testing.Http;
import dev.mayfly.api.testing.Running;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every route for everybody. A route that is not in the table below fails the test, and so does a row without one. */
final class RouteMatrixTest {
    private static final List<String> CALLERS = List.of("nobody", "alice", "mallory", "bob", "olga", "adam");

    /**
     * What each caller is answered about a workspace of alice's that is in use. OK is any success; 4xx beside the rights
     * (such as a file that is not there) are told as such.
     */
    private static final Map<String, List<String>> TABLE = table();

    private static Map<String, List<String>> table() {
        Map<String, List<String>> rows = new TreeMap<>();
        //                                                      nobody  alice  mallory  bob    olga   adam
        rows.put("GET /v1/me", List.of("401", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /v1/session", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        rows.put("POST /v1/session", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        rows.put("DELETE /v1/session", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /v1/installation", List.of("401", "403", "403", "403", "OK", "OK"));
        rows.put("GET /v1/templates", List.of("401", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /v1/templates/{name}", List.of("401", "OK", "OK", "OK", "OK", "OK"));
        rows.put("POST /v1/workspaces", List.of("401", "OK", "OK", "403", "403", "403"));
        rows.put("GET /v1/workspaces", List.of("401", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /v1/workspaces/{id}", List.of("401", "OK", "404", "OK", "OK", "OK"));
        rows.put("GET /v1/workspaces/{id}/explanation", List.of("401", "OK", "404", "OK", "OK", "OK"));
        rows.put("GET /v1/workspaces/{id}/events", List.of("401", "OK", "404", "OK", "OK", "OK"));
        rows.put("GET /v1/workspaces/{id}/history", List.of("401", "OK", "404", "OK", "OK", "OK"));
        rows.put("POST /v1/workspaces/{id}/decisions", List.of("401", "403", "404", "409", "403", "403"));
        rows.put("POST /v1/workspaces/{id}/extensions", List.of("401", "OK", "404", "403", "OK", "403"));
        rows.put("POST /v1/workspaces/{id}/freeze", List.of("401", "OK", "404", "403", "OK", "403"));
        rows.put("POST /v1/workspaces/{id}/thaw", List.of("401", "409", "404", "403", "409", "403"));
        rows.put("POST /v1/workspaces/{id}/touch", List.of("401", "OK", "404", "403", "403", "403"));
        rows.put("POST /v1/workspaces/{id}/end", List.of("401", "OK", "404", "OK", "OK", "403"));
        rows.put("PUT /v1/workspaces/{id}/inbox/{name}", List.of("401", "OK", "404", "403", "403", "403"));
        rows.put("GET /v1/workspaces/{id}/outbox", List.of("401", "OK", "404", "403", "403", "403"));
        rows.put("GET /v1/workspaces/{id}/outbox/{name}", List.of("401", "404", "404", "403", "403", "403"));
        rows.put("POST /v1/workspaces/{id}/exec", List.of("401", "OK", "404", "403", "403", "403"));
        rows.put("POST /v1/workspaces/{id}/tickets", List.of("401", "OK", "404", "OK", "OK", "OK"));
        rows.put("GET /v1/workspaces/{id}/desktop", List.of("401", "OK", "404", "OK", "OK", "OK"));
        rows.put("GET /v1/workspaces/{id}/desktop/changes", List.of("401", "OK", "404", "OK", "OK", "OK"));
        // Only for connections of one's own, of which there are none here: see RelayTest.
        rows.put("POST /v1/workspaces/{id}/desktop/control", List.of("401", "404", "404", "404", "404", "404"));
        // A ticket counts there, and neither a token nor a role.
        rows.put("GET /v1/workspaces/{id}/desktop/socket", List.of("403", "403", "403", "403", "403", "403"));
        rows.put("GET /v1/workspaces/{id}/terminal/socket", List.of("403", "403", "403", "403", "403", "403"));
        rows.put("GET /v1/workspaces/{id}/receipt", List.of("401", "409", "404", "409", "409", "409"));
        rows.put("GET /v1/workspaces/{id}/receipt/signed", List.of("401", "409", "404", "409", "409", "409"));
        rows.put("GET /v1/workspaces/{id}/snapshots", List.of("401", "OK", "404", "403", "OK", "OK"));
        rows.put("GET /v1/holdings", List.of("401", "403", "403", "403", "OK", "OK"));
        rows.put("GET /v1/audit", List.of("401", "403", "403", "403", "OK", "OK"));
        rows.put("GET /v1/log/checkpoint", List.of("401", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /v1/log/verifiers", List.of("401", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /v1/log/tile/{level}/{rest}", List.of("401", "403", "403", "403", "404", "404"));
        rows.put("GET /v1/log/differences", List.of("401", "403", "403", "403", "OK", "OK"));
        rows.put("GET /health", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /health/{selector}", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /metrics", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        for (String page : List.of(
                "/",
                "/sign-in",
                "/templates/{rest}",
                "/workspaces",
                "/workspaces/{rest}",
                "/approvals",
                "/operator",
                "/operator/{rest}",
                "/audit",
                "/receipts",
                "/favicon.svg")) {
            rows.put("GET " + page, List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        }
        rows.put("GET /assets/{name}", List.of("404", "404", "404", "404", "404", "404"));
        rows.put("GET /openapi.yaml", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /docs", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        rows.put("GET /docs/{asset}", List.of("OK", "OK", "OK", "OK", "OK", "OK"));
        return rows;
    }

    private static final Map<String, String> BODIES = Map.of(
            "POST /v1/session", "{\"user\": \"alice\", \"code\": \"%s\"}".formatted(Running.SECRET),
            "POST /v1/workspaces", "{\"template\": \"low\"}",
            "POST /v1/workspaces/{id}/decisions", "{\"verdict\": \"APPROVED\"}",
            "POST /v1/workspaces/{id}/extensions", "{\"longer\": \"PT1M\"}",
            "POST /v1/workspaces/{id}/end", "{}",
            "POST /v1/workspaces/{id}/exec", "{\"command\": [\"true\"]}",
            "POST /v1/workspaces/{id}/tickets", "{\"kind\": \"DESKTOP\"}",
            "POST /v1/workspaces/{id}/desktop/control", "{\"session\": \"none\", \"wish\": \"TAKE\"}");

    private final Running api = Running.shared();

    @Test
    void everyRouteOfTheRunningServerIsInTheTable() {
        Set<String> routes = api.get(Router.class)
                .uriRoutes()
                .map(RouteMatrixTest::name)
                .filter(route -> !route.startsWith("HEAD ") && !route.startsWith("OPTIONS "))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(routes).isEqualTo(TABLE.keySet());
    }

    @Test
    void everyRouteAnswersEverybodyAsTheTableSays() {
        Http alice = api.as("alice");
        List<String> wrong = new ArrayList<>();
        TABLE.forEach((route, expected) -> {
            for (int i = 0; i < CALLERS.size(); i++) {
                // A fresh one each time: some routes change it.
                String id = route.contains("{id}") ? alice.inUse("low") : "";
                String got = answered(caller(CALLERS.get(i)), route, id);
                if (!got.equals(expected.get(i))) {
                    wrong.add("%s as %s: expected %s, got %s".formatted(route, CALLERS.get(i), expected.get(i), got));
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private Http caller(String name) {
        return name.equals("nobody") ? api.anonymous() : api.as(name);
    }

    private static String answered(Http caller, String route, String id) {
        String method = route.substring(0, route.indexOf(' '));
        String path = route.substring(route.indexOf(' ') + 1)
                .replace("{id}", id)
                .replace("/templates/{name}", "/templates/low")
                .replace("{name}", "a.txt")
                .replace("{asset}", "start.js")
                .replace("{selector}", "liveness")
                .replace("{level}", "0")
                .replace("{rest}", "some");
        if (path.endsWith("/events") || path.endsWith("/changes")) {
            var answer = caller.open(path);
            try (var _ = answer.body()) {
                return shown(answer.statusCode());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        Http.Answer answer =
                switch (method) {
                    case "GET" -> caller.get(path);
                    case "PUT" -> caller.put(path, new byte[] {1});
                    default ->
                        BODIES.containsKey(route)
                                ? caller.post(path, BODIES.get(route))
                                : caller.send(method, path, BodyPublishers.noBody());
                };
        if (answer.status() >= 400) {
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
        return shown(answer.status());
    }

    private static String shown(int status) {
        return status < 300 ? "OK" : Integer.toString(status);
    }

    private static String name(UriRouteInfo<?, ?> route) {
        return route.getHttpMethodName() + " "
                + route.getUriMatchTemplate()
                        .toPathString()
                        .replace(":[^/]+", "")
                        .replace(":.+", "")
                        .replace("{+", "{");
    }
}
