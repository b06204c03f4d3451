package dev.mayfly.api.request;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.mayfly.api.problem.Problems;
import dev.mayfly.domain.error.ErrorCode;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.security.utils.SecurityService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds each caller to a pace, so that one cannot starve the others: a bucket of tokens for each. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Pace.AFTER_SECURITY)
final class Pace {
    /** The caller must be known first. */
    static final int AFTER_SECURITY = 39_250;

    private static final long MAX_CALLERS = 10_000;

    private final SecurityService security;
    private final LoadingCache<String, Bucket> buckets;

    Pace(PaceSettings settings, SecurityService security) {
        this.security = security;
        // A bucket that was not asked for a minute is full again at any sensible pace, so it may be forgotten.
        buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CALLERS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build(caller -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(settings.burst())
                                .refillGreedy(settings.requestsPerSecond(), Duration.ofSeconds(1)))
                        .build());
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        ConsumptionProbe probe = buckets.get(caller(request)).tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return null;
        }
        long seconds = Math.max(
                1, TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill() + TimeUnit.SECONDS.toNanos(1) - 1));
        return Problems.answer(request, ErrorCode.RATE_LIMITED, "Too many requests; the next is welcome in a moment")
                .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }

    private String caller(HttpRequest<?> request) {
        Optional<String> user = security.username();
        return user.map(name -> "user/" + name)
                .orElseGet(() -> "address/" + request.getRemoteAddress().getAddress());
    }
}
