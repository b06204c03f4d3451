package dev.mayfly.api.testing;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;

/** The demo has one requester only; the tests need another, somebody without any role, and sign-ins that end. */
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
        String[] brief = token.split("\\.", 4);
        if (brief.length == 4 && brief[0].equals("brief") && brief[3].equals(Running.SECRET)) {
            return Publishers.just(Authentication.build(
                    brief[1], List.of("REQUESTER"), Map.of("exp", Long.parseLong(brief[2]), "sid", "brief")));
        }
        return Publishers.empty();
    }
}
