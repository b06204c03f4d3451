package dev.mayfly.cli.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** What the server answered: a success, as every failure was thrown already. */
public final class Answer {
    private static final int DEEPEST = 64;

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The value of a header; empty when there is none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The body as it came. */
    public byte[] bytes() {
        return body.clone();
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            JsonNode read = read(body);
            if (read.isObject()) {
                return read;
            }
        } catch (IOException e) {
            throw notMayfly(e.getClass().getSimpleName());
        }
        throw notMayfly("no JSON object");
    }

    static JsonNode read(byte[] json) throws IOException {
        return Mapper.ONE.readTree(json);
    }

    private static Failure notMayfly(String found) {
        return new Failure(
                Exit.TROUBLE,
                "unexpected-answer",
                "The server answered with something that is not Mayfly's JSON (%s)".formatted(found),
                "Check the address: --url or MAYFLY_URL");
    }

    /** Made only once it is needed. */
    private static final class Mapper {
        private static final ObjectMapper ONE = new ObjectMapper(JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .build());
    }
}
