package dev.mayfly.api.json;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;

/**
 * Which page of a list is asked for.
 *
 * @param cursor where the page before ended, as it came
 * @param limit how many, as it came
 */
@Introspected
public record Paging(
        @QueryValue @Parameter(required = false, description = "What the page before gave as next")
        Optional<String> cursor,

        @QueryValue
        @Parameter(required = false, description = "How many, 1 to 200 (50)", schema = @Schema(type = "integer"))
        Optional<String> limit) {

    /** Where the page before ended; the store knows what it means. */
    public Optional<String> from() {
        return Accepts.cursor(cursor);
    }

    /** How many it may hold. */
    public int atMost() {
        return Accepts.limit(limit);
    }
}
