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
import java.util.stream.Stream;

/** A caller of the REST API who keeps the connection open, as services do. */
final class Client {
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final String EVENT = "event:";
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

    /** Buys a ticket for a desktop. */
    String ticket(String id) {
        return post("/v1/workspaces/%s/tickets".formatted(id), Map.of("kind", "DESKTOP"))
                .get("ticket")
                .asText();
    }

    void end(String id) {
        post("/v1/workspaces/%s/end".formatted(id), Map.of("reason", "bench"));
    }

    /** Follows a workspace until something has happened to it, and refuses to wait when it is closed instead. */
    void await(String id, String event) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/v1/workspaces/%s/events".formatted(id)))
                .header("Authorization", "Bearer " + token)
                .build();
        try (Stream<String> lines =
                HTTP.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            String last = lines.filter(line -> line.startsWith(EVENT))
                    .map(line -> line.substring(EVENT.length()).strip())
                    .filter(type -> type.equals(event) || type.equals("CLOSED"))
                    .findFirst()
                    .orElse("nothing more");
            if (!last.equals(event)) {
                throw new IllegalStateException("%s came instead of %s: %s"
                        .formatted(last, event, get("/v1/workspaces/" + id).toPrettyString()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("The server did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
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
