package dev.mayfly.api.metric;

import dev.mayfly.api.identity.Role;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Prometheus reads. */
@Controller("/metrics")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Operation")
class MetricRoutes {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** A proxy on this machine calls from here on behalf of anybody. */
    private static final List<String> FORWARDED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final PrometheusMeterRegistry registry;
    private final Gauges gauges;

    MetricRoutes(PrometheusMeterRegistry registry, Gauges gauges) {
        this.registry = registry;
        this.gauges = gauges;
    }

    @Get
    @Produces(PROMETHEUS)
    @Operation(
            summary = "Read the metrics",
            description = "In Prometheus's text format; for this machine itself, and for operators from anywhere.")
    String scrape(HttpRequest<?> request, @Nullable Authentication signedIn) {
        boolean operator = signedIn != null && signedIn.getRoles().contains(Role.OPERATOR.name());
        if (!operator && !fromHere(request)) {
            throw new MayflyException(
                    signedIn == null ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN,
                    "The metrics are for this machine itself and for operators");
        }
        gauges.refresh();
        return registry.scrape();
    }

    private static boolean fromHere(HttpRequest<?> request) {
        return request.getRemoteAddress().getAddress() != null
                && request.getRemoteAddress().getAddress().isLoopbackAddress()
                && FORWARDED.stream().noneMatch(request.getHeaders()::contains);
    }
}
