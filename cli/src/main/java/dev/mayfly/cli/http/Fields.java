package dev.mayfly.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads fields of the server's JSON. A field that is left out is empty; one of the wrong kind is an error. */
public final class Fields {
    private Fields() {}

    /** A text, a number or a truth value as text; empty when there is none. */
    public static String text(JsonNode in, String field) {
        JsonNode value = in.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isValueNode()) {
            throw nonsense(field, "a plain value");
        }
        // Numbers as people write them: a small price would come as 1.0E-4.
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }

    /** A text that must be there. */
    public static String required(JsonNode in, String field) {
        String value = text(in, field);
        if (value.isEmpty()) {
            throw nonsense(field, "a value");
        }
        return value;
    }

    /** A moment. */
    public static Optional<Instant> instant(JsonNode in, String field) {
        String value = text(in, field);
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(value));
        } catch (DateTimeException e) {
            throw nonsense(field, "an instant such as 2026-01-31T12:00:00Z");
        }
    }

    /** A duration. */
    public static Optional<Duration> duration(JsonNode in, String field) {
        String value = text(in, field);
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(value));
        } catch (DateTimeException e) {
            throw nonsense(field, "a duration such as PT30M");
        }
    }

    /** The elements of a list; none when it is left out. */
    public static List<JsonNode> items(JsonNode in, String field) {
        JsonNode list = in.path(field);
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw nonsense(field, "a list");
        }
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::add);
        return items;
    }

    private static Failure nonsense(String field, String expected) {
        return new Failure(
                Exit.TROUBLE,
                "unexpected-answer",
                "The server's answer has no sense: field %s: expected %s".formatted(field, expected),
                "Check that this command and the server are of one version: mayfly version");
    }
}
