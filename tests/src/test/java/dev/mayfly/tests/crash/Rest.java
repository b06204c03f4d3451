package dev.mayfly.tests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The public API, as a stranger would call it. */
public final class Rest {
    static final String REQUESTER = "alice";
    static final String APPROVER = "bob";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_FOR_HEALTH = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE_FOR_HEALTH).build();
    private final int port;
    private final Path secret;

    Rest(int port, Path secret) {
        this.port = port;
        this.secret = secret;
    }

    /** What came back. */
    public record Answer(int status, String body) {
        /** It as JSON. */
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("%d, not JSON: %s".formatted(status, body), e);
            }
        }

        /** Itself, if it has that status. */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("Expected %d, got %d: %s".formatted(expected, status, body));
            }
            return this;
        }
    }

    boolean isWell() {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri("/health"))
                    .timeout(PATIENCE_FOR_HEALTH)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Reads. */
    public Answer get(String user, String path) {
        return call(
                user,
                path,
                "GET",
                HttpRequest.BodyPublishers.noBody(),
                UUID.randomUUID().toString());
    }

    /** Does something. */
    public Answer post(String user, String path, Object body) {
        return call(
                user,
                path,
                "POST",
                HttpRequest.BodyPublishers.ofString(Json.write(body)),
                UUID.randomUUID().toString());
    }

    /** Asks for a workspace and returns its id; the request is acknowledged then. */
    public String request(String template, Duration ttl) {
        Answer answer = post(
                REQUESTER,
                "/v1/workspaces",
                Map.of("template", template, "reason", "to see it survive", "ttl", ttl.toString()));
        return answer.expect(201).json().get("id").asText();
    }

    Answer workspace(String id) {
        return get(REQUESTER, "/v1/workspaces/" + id);
    }

    /** The phase of a workspace. */
    public String phase(String id) {
        return workspace(id).expect(OK).json().get("phase").asText();
    }

    /** Until the workflow answers again, approvers are told to come back; their key makes it one decision. */
    void approve(String id) {
        Eventually.get(
                        id + " is approved",
                        PATIENCE,
                        () -> call(
                                APPROVER,
                                "/v1/workspaces/" + id + "/decisions",
                                "POST",
                                HttpRequest.BodyPublishers.ofString(Json.write(Map.of("verdict", "APPROVED"))),
                                "approval-of-" + id),
                        answer -> answer.status() != UNAVAILABLE)
                .expect(OK);
    }

    /** Asks for the end of a workspace. */
    public void end(String id) {
        post(REQUESTER, "/v1/workspaces/" + id + "/end", Map.of("reason", "done"))
                .expect(202);
    }

    Answer receipt(String id) {
        return get(REQUESTER, "/v1/workspaces/" + id + "/receipt");
    }

    /** What a program in the workspace wrote. */
    public String run(String id, String input, String... command) {
        JsonNode ran = Eventually.get(
                        "A program runs in " + id,
                        PATIENCE,
                        () -> post(
                                REQUESTER,
                                "/v1/workspaces/" + id + "/exec",
                                Map.of("command", List.of(command), "input", input)),
                        answer -> answer.status() != UNAVAILABLE)
                .expect(OK)
                .json();
        if (ran.get("exitCode").asInt() != 0) {
            throw new AssertionError("The program failed: " + ran);
        }
        return ran.get("output").asText();
    }

    private Answer call(String user, String path, String method, HttpRequest.BodyPublisher body, String key) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri(path))
                    .timeout(PATIENCE)
                    .header(
                            "Authorization",
                            "Bearer demo.%s.%s"
                                    .formatted(user, Files.readString(secret).strip()))
                    .header("Idempotency-Key", key)
                    .header("Content-Type", "application/json")
                    .method(method, body)
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new AssertionError("%s %s was not answered: %s".formatted(method, path, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }
}
