package dev.mayfly.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A caller of the REST API who keeps the connection open, as services do. */
final class Client {
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long PAUSE = 10;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final String token;

    Client(int port, String token) {
        this.base = "http://127.0.0.1:" + port;
        this.token = token;
    }

    static boolean healthy(int port) {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/health".formatted(port)))
                                            .timeout(CALL)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks for a workspace and returns its id. */
    String request(String template) {
        return post("/v1/workspaces", Map.of("template", template, "reason", "bench"))
                .get("id")
                .asText();
    }

    void end(String id) {
        post("/v1/workspaces/%s/end".formatted(id), Map.of("reason", "bench"));
    }

    /** Waits until a workspace is in a phase, and refuses to wait for one that is closed. */
    void await(String id, String phase) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            String now = get("/v1/workspaces/" + id).get("phase").asText();
            if (now.equals(phase)) {
                return;
            }
            if (now.equals("CLOSED")) {
                throw new IllegalStateException(get("/v1/workspaces/" + id).toPrettyString());
            }
            Server.pause(PAUSE);
        }
        throw new IllegalStateException("%s is not %s within %s".formatted(id, phase, PATIENCE));
    }

    /** When an event happened, by the server's clock. */
    Instant at(String id, String type) {
        for (JsonNode event :
                get("/v1/workspaces/%s/history?limit=200".formatted(id)).get("items")) {
            if (event.get("type").asText().equals(type)) {
                return Instant.parse(event.get("at").asText());
            }
        }
        throw new IllegalStateException("%s has no event %s".formatted(id, type));
    }

    /** Milliseconds from one event to another. */
    double between(String id, String from, String to) {
        return Duration.between(at(id, from), at(id, to)).toNanos() / 1e6;
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)));
    }

    private JsonNode post(String path, Object body) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    request.timeout(CALL)
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("%d: %s".formatted(answer.statusCode(), answer.body()));
            }
            return Json.MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("The server did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
