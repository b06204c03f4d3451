package dev.mayfly.api.problem;

import dev.mayfly.domain.error.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what nobody expected. Its words stay in the log: they may say what a caller should not know. */
@Singleton
final class DefectHandler implements ExceptionHandler<RuntimeException, HttpResponse<?>> {
    private static final Logger LOG = LoggerFactory.getLogger(DefectHandler.class);

    @Override
    @SuppressWarnings("rawtypes") // The framework's interface is.
    public HttpResponse<?> handle(HttpRequest request, RuntimeException defect) {
        LOG.error("{} {} failed unexpectedly", request.getMethodName(), request.getPath(), defect);
        return Problems.answer(
                request,
                ErrorCode.INTERNAL,
                "Something went wrong inside Mayfly; its log says more under this instance");
    }
}
