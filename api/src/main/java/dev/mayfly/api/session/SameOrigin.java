package dev.mayfly.api.session;

import dev.mayfly.api.problem.Problems;
import dev.mayfly.api.request.Origins;
import dev.mayfly.domain.error.ErrorCode;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets other web pages change nothing. A cookie goes along with whatever a browser sends here, so that what changes
 * something must say that it comes from a page of this very origin; whoever sends a token by hand has no origin to tell.
 * Whatever names another origin is refused, even what only reads.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class SameOrigin {
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Origins origins;
    private final SessionCookie cookie;

    SameOrigin(Origins origins, SessionCookie cookie) {
        this.origins = origins;
        this.cookie = cookie;
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        boolean changes = !HARMLESS.contains(request.getMethod());
        @Nullable String site = request.getHeaders().get("Sec-Fetch-Site");
        boolean elsewhere = changes && site != null && !site.equals("same-origin");
        boolean browser = request.getHeaders().contains(HttpHeaders.ORIGIN)
                || (changes && cookie.sent(request).isPresent());
        if (elsewhere || (browser && !origins.ours(request.getHeaders().getAll(HttpHeaders.ORIGIN)))) {
            return Problems.answer(
                    request, ErrorCode.FORBIDDEN, "Origin: expected a page of this server itself, got another or none");
        }
        return null;
    }
}
