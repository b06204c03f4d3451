package dev.mayfly.api.problem;

import dev.mayfly.api.request.RequestId;
import dev.mayfly.domain.error.ErrorCode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the answers that tell of errors. */
public final class Problems {
    /** Messages of the domain begin with the field that they are about. */
    private static final Pattern FIELD = Pattern.compile("([a-zA-Z][a-zA-Z0-9_.\\[\\]]{0,80}): (.+)", Pattern.DOTALL);

    private static final int SECONDS_BEFORE_RETRY = 2;

    private Problems() {}

    /** The answer for an error; a detail such as "ttl: expected ..." also names its field apart. */
    public static MutableHttpResponse<Problem> answer(HttpRequest<?> request, ErrorCode code, String detail) {
        return answer(request, code, HttpStatus.valueOf(code.httpStatus()), detail);
    }

    /** The same with a status that is finer than the code's own. */
    public static MutableHttpResponse<Problem> answer(
            HttpRequest<?> request, ErrorCode code, HttpStatus status, String detail) {
        MutableHttpResponse<Problem> response = HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(Problem.of(code, status, detail, RequestId.of(request), fields(code, detail)));
        return switch (code) {
            case UNAVAILABLE, NO_HOST, HOST_EXHAUSTED, LIMIT_NOT_ENFORCEABLE, RATE_LIMITED ->
                response.header(HttpHeaders.RETRY_AFTER, Integer.toString(SECONDS_BEFORE_RETRY));
            case UNAUTHENTICATED -> response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case INVALID_REQUEST,
                    FORBIDDEN,
                    NOT_FOUND,
                    WRONG_PHASE,
                    ALREADY_DECIDED,
                    IDEMPOTENCY_CONFLICT,
                    ENDING,
                    TOO_LARGE,
                    OUT_OF_BOUNDS,
                    TEMPLATE_BROKEN,
                    MISCONFIGURED,
                    LOST,
                    PROVIDER_DENIED,
                    PROVIDER_FAILED,
                    STILL_THERE,
                    INTERNAL -> response;
        };
    }

    private static List<Problem.InvalidField> fields(ErrorCode code, String detail) {
        if (code != ErrorCode.INVALID_REQUEST && code != ErrorCode.OUT_OF_BOUNDS) {
            return List.of();
        }
        Matcher field = FIELD.matcher(detail);
        return field.matches() ? List.of(new Problem.InvalidField(field.group(1), field.group(2))) : List.of();
    }
}
