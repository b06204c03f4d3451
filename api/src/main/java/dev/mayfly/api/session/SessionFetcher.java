package dev.mayfly.api.session;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/**
 * Knows a browser by its cookie. Whoever sends a token is who the token says: a cookie beside it does not count, and a
 * session is no token.
 */
@Singleton
final class SessionFetcher implements AuthenticationFetcher<HttpRequest<?>> {
    private final Sessions sessions;
    private final SessionCookie cookie;

    SessionFetcher(Sessions sessions, SessionCookie cookie) {
        this.sessions = sessions;
        this.cookie = cookie;
    }

    @Override
    public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
        if (request.getHeaders().contains(HttpHeaders.AUTHORIZATION)) {
            return Publishers.empty();
        }
        return cookie.sent(request)
                .flatMap(sessions::read)
                .<Publisher<Authentication>>map(Publishers::just)
                .orElseGet(Publishers::empty);
    }
}
