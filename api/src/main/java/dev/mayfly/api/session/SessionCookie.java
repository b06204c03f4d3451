package dev.mayfly.api.session;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The cookie of a session: out of reach of scripts, and sent by our own pages only. Browsers keep cookies apart by host
 * and not by port, so that its name holds the port: two installations on one machine do not sign each other out.
 */
@Singleton
class SessionCookie {
    /** By its prefix a browser takes it over TLS only, for this very host, and from nobody else. */
    private static final String SECURE = "__Host-mayfly-session";

    /** What a browser is told when somebody signs in. */
    Cookie of(HttpRequest<?> request, Sessions.Issued session) {
        return cookie(request, session.token(), Duration.between(Instant.now(), session.endsAt()));
    }

    /** What a browser is told to forget the session. */
    Cookie none(HttpRequest<?> request) {
        return cookie(request, "", Duration.ZERO);
    }

    /** The session that a browser sends. */
    Optional<String> sent(HttpRequest<?> request) {
        return request.getCookies()
                .findCookie(SECURE)
                .or(() -> request.getCookies().findCookie(plain(request)))
                .map(Cookie::getValue);
    }

    private static Cookie cookie(HttpRequest<?> request, String value, Duration maxAge) {
        boolean secure = secure(request);
        return Cookie.of(secure ? SECURE : plain(request), value)
                .httpOnly(true)
                .secure(secure)
                .sameSite(SameSite.Strict)
                .path("/")
                .maxAge(maxAge);
    }

    /** A proxy in front may speak TLS where this server does not: then the page's own origin tells. */
    private static boolean secure(HttpRequest<?> request) {
        return request.isSecure()
                || request.getHeaders()
                        .get(HttpHeaders.ORIGIN, String.class, "")
                        .startsWith("https://");
    }

    private static String plain(HttpRequest<?> request) {
        return "mayfly-session-" + request.getServerAddress().getPort();
    }
}
