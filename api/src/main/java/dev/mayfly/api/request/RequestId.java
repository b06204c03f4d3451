package dev.mayfly.api.request;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name of one request, by which its answer, its log lines and its events are found together. */
public final class RequestId {
    /** The header that carries it both ways. */
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = "dev.mayfly.requestId";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private RequestId() {}

    /** What an event of the audit log says of the request that is being answered here. */
    public static Map<String, String> forAudit() {
        return ServerRequestContext.currentRequest()
                .map(request -> Map.of("requestId", of(request)))
                .orElse(Map.of());
    }

    /** The caller's id where it is a valid one, otherwise a new one; the same for the whole request. */
    public static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElseGet(() -> {
            String sent = request.getHeaders().get(HEADER);
            String id = sent != null && FORM.matcher(sent).matches()
                    ? sent
                    : UUID.randomUUID().toString();
            request.setAttribute(ATTRIBUTE, id);
            return id;
        });
    }
}
