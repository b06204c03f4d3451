package dev.mayfly.api.testing;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import jakarta.inject.Singleton;
import java.util.List;
import org.reactivestreams.Publisher;

/** The demo has one requester only; the tests need another, and somebody without any role. */
@Singleton
final class SecondRequester implements TokenValidator<HttpRequest<?>> {

    @Override
    public Publisher<Authentication> validateToken(String token, HttpRequest<?> request) {
        if (token.equals("demo.mallory." + Running.SECRET)) {
            return Publishers.just(Authentication.build("mallory", List.of("REQUESTER")));
        }
        if (token.equals("demo.nemo." + Running.SECRET)) {
            return Publishers.just(Authentication.build("nemo", List.of("VISITOR")));
        }
        return Publishers.empty();
    }
}
