package dev.mayfly.api.problem;

import dev.mayfly.api.portal.Portal;
import dev.mayfly.domain.error.ErrorCode;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/** Turns the errors that the framework itself answers (unknown route, method, media type ...) into problems. */
@Singleton
@Primary
final class ProblemProcessor implements ErrorResponseProcessor<Object> {
    private final Portal portal;

    ProblemProcessor(Portal portal) {
        this.portal = portal;
    }

    @Override
    @SuppressWarnings("unchecked") // A problem, or a page for a person: the framework writes either.
    public MutableHttpResponse<Object> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = HttpStatus.valueOf(response.code());
        if (status == HttpStatus.NOT_FOUND && portal.shouldTellOfUnknownPage(context.getRequest())) {
            return (MutableHttpResponse<Object>) portal.page(HttpStatus.NOT_FOUND);
        }
        MutableHttpResponse<?> problem =
                Problems.answer(context.getRequest(), code(status), status, detail(context, status));
        response.getHeaders().forEachValue((name, value) -> {
            // RFC 9110 wants the allowed methods beside a 405; the rest described the body that is replaced.
            if (name.equalsIgnoreCase("Allow")) {
                problem.header(name, value);
            }
        });
        if (context.getRequest().getMethod() == HttpMethod.HEAD) {
            problem.body(null);
        }
        return (MutableHttpResponse<Object>) problem;
    }

    /** The framework's words are kept where they name an argument; what it says of its own defects is not told. */
    private static String detail(ErrorContext context, HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "There is no such route";
            case METHOD_NOT_ALLOWED ->
                "This route does not know the method " + context.getRequest().getMethodName();
            case UNSUPPORTED_MEDIA_TYPE -> "Content-Type: this route does not read that media type";
            case NOT_ACCEPTABLE -> "Accept: this route does not write that media type";
            case REQUEST_ENTITY_TOO_LARGE -> "The body is larger than this route reads";
            default -> {
                if (status.getCode() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
                    yield "Something went wrong inside Mayfly";
                }
                yield context.getErrors().stream()
                        .findFirst()
                        .map(io.micronaut.http.server.exceptions.response.Error::getMessage)
                        .orElse(status.getReason());
            }
        };
    }

    private static ErrorCode code(HttpStatus status) {
        return switch (status) {
            case UNAUTHORIZED -> ErrorCode.UNAUTHENTICATED;
            case FORBIDDEN -> ErrorCode.FORBIDDEN;
            case NOT_FOUND -> ErrorCode.NOT_FOUND;
            case REQUEST_ENTITY_TOO_LARGE -> ErrorCode.TOO_LARGE;
            case TOO_MANY_REQUESTS -> ErrorCode.RATE_LIMITED;
            case SERVICE_UNAVAILABLE -> ErrorCode.UNAVAILABLE;
            default ->
                status.getCode() < HttpStatus.INTERNAL_SERVER_ERROR.getCode()
                        ? ErrorCode.INVALID_REQUEST
                        : ErrorCode.INTERNAL;
        };
    }
}
