package dev.mayfly.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.Turn;
import io.micronaut.http.HttpStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;

/** An error as RFC 9457 tells it. */
@Schema(
        description = "An error (RFC 9457): what went wrong, whose turn it is, and which fields are meant.",
        example = """
                {"type": "https://mayfly.dev/errors/out-of-bounds", "title": "Out of bounds", "status": 422,
                 "detail": "ttl: expected 5 seconds to 8 hours, got 3 days", "code": "OUT_OF_BOUNDS",
                 "turn": "REQUESTER", "instance": "urn:mayfly:request:5f1c2a",
                 "fields": [{"field": "ttl", "message": "expected 5 seconds to 8 hours, got 3 days"}]}
                """)
public record Problem(
        @Schema(description = "Identifies the kind of error", format = "uri")
        String type,

        @Schema(description = "The kind of error in words") String title,
        @Schema(description = "The HTTP status") int status,

        @Schema(description = "What happened this time, for people")
        String detail,

        @Schema(description = "The error code, for machines")
        ErrorCode code,

        @Schema(description = "Whose turn it is") Turn turn,

        @Schema(description = "Identifies this occurrence by the request's id", format = "uri")
        String instance,

        @Schema(description = "The fields that are meant; left out when none is")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<InvalidField> fields) {
    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Where each kind of error is documented. */
    private static final String TYPES = "https://mayfly.dev/errors/";

    /** Keeps its own copy. */
    public Problem {
        fields = List.copyOf(fields);
    }

    /** A problem of that code; {@code status} differs from the code's own where HTTP has a finer one. */
    static Problem of(ErrorCode code, HttpStatus status, String detail, String requestId, List<InvalidField> fields) {
        String words = code.name().toLowerCase(Locale.ROOT);
        return new Problem(
                TYPES + words.replace('_', '-'),
                Character.toUpperCase(words.charAt(0)) + words.substring(1).replace('_', ' '),
                status.getCode(),
                detail,
                code,
                code.turn(),
                "urn:mayfly:request:" + requestId,
                fields);
    }

    /** A field that was not as expected. */
    @Schema(name = "InvalidField", description = "A field that was not as expected")
    public record InvalidField(
            @Schema(description = "Its path in the body, or the name of the parameter")
            String field,

            @Schema(description = "What was expected and what came")
            String message) {}
}
