package dev.mayfly.api.identity;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.reactivestreams.Publisher;

/** Lets the demo's fixed users in by {@code demo.<user>.<secret>}. */
@Singleton
@Requires(beans = DemoUsers.class)
final class DemoTokens implements TokenValidator<HttpRequest<?>> {
    private static final String PREFIX = "demo.";

    private final DemoUsers users;

    DemoTokens(DemoUsers users) {
        this.users = users;
    }

    @Override
    public Publisher<Authentication> validateToken(String token, HttpRequest<?> request) {
        return authenticate(token)
                .<Publisher<Authentication>>map(Publishers::just)
                .orElseGet(Publishers::empty);
    }

    private Optional<Authentication> authenticate(String token) {
        int dot = token.indexOf('.', PREFIX.length());
        if (!token.startsWith(PREFIX) || dot < 0) {
            return Optional.empty();
        }
        return users.authenticate(token.substring(PREFIX.length(), dot), token.substring(dot + 1))
                .map(Caller::signedIn);
    }
}
