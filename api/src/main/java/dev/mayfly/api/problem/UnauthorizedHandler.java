package dev.mayfly.api.problem;

import dev.mayfly.domain.error.ErrorCode;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;

/** Answers callers who are not signed in, or whose roles do not open the route. */
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
final class UnauthorizedHandler implements ExceptionHandler<AuthorizationException, MutableHttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes") // The framework's interface is.
    public MutableHttpResponse<?> handle(HttpRequest request, AuthorizationException refusal) {
        return refusal.isForbidden()
                ? Problems.answer(request, ErrorCode.FORBIDDEN, "None of your roles may do this")
                : Problems.answer(
                        request,
                        ErrorCode.UNAUTHENTICATED,
                        "Sign in: in the portal, or send Authorization: Bearer TOKEN");
    }
}
