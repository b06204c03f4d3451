package dev.mayfly.api.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A caller of the API, over real HTTP. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI base;
    private final String token;

    Http(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** What came back. */
    public static final class Answer {
        private final int status;
        private final Map<String, List<String>> headers;
        private final byte[] body;

        private Answer(int status, Map<String, List<String>> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        /** The status. */
        public int status() {
            return status;
        }

        /** The content. */
        public byte[] body() {
            return body.clone();
        }

        /** As text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** As JSON. */
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        /** The first value of a header, or an empty text. */
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }

        /** A property of the JSON as text. */
        public String at(String property) {
            return json().path(property).asText();
        }
    }

    /** GET. */
    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /** POST of JSON. */
    public Answer post(String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        return send("POST", path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    /** PUT of bytes. */
    public Answer put(String path, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/octet-stream"));
        }
        return send("PUT", path, BodyPublishers.ofByteArray(body), all.toArray(String[]::new));
    }

    /** Anything. */
    public Answer send(String method, String path, BodyPublisher body, String... headers) {
        try {
            HttpResponse<byte[]> response =
                    CLIENT.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An answer that is read while it comes. */
    public HttpResponse<InputStream> open(String path, String... headers) {
        try {
            return CLIENT.send(request("GET", path, BodyPublishers.noBody(), headers), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    /** Asks for a workspace of that template and gives its id. */
    public String created(String template) {
        Answer answer = post("/v1/workspaces", "{\"template\": \"%s\", \"reason\": \"a test\"}".formatted(template));
        if (answer.status() != 201) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer.at("id");
    }

    /** Waits until the workspace is in any of these phases, and gives it. */
    public JsonNode until(String id, String... phases) {
        Instant limit = Instant.now().plusSeconds(30);
        while (Instant.now().isBefore(limit)) {
            JsonNode workspace = get("/v1/workspaces/" + id).json();
            if (Set.of(phases).contains(workspace.path("phase").asText())) {
                return workspace;
            }
            pause();
        }
        throw new AssertionError(
                "Not " + List.of(phases) + ": " + get("/v1/workspaces/" + id).text());
    }

    /** A workspace that may be used. */
    public String inUse(String template) {
        String id = created(template);
        until(id, "IN_USE");
        return id;
    }

    /** A workspace that is closed. */
    public String closed(String template) {
        String id = inUse(template);
        post("/v1/workspaces/" + id + "/end", "{}");
        until(id, "CLOSED");
        return id;
    }

    /** A short wait between two looks. */
    public static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
