package dev.mayfly.api.problem;

import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.error.Turn;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what Mayfly itself refuses or fails at, with the status of its code. */
@Singleton
final class RefusalHandler implements ExceptionHandler<MayflyException, HttpResponse<?>> {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalHandler.class);

    @Override
    @SuppressWarnings("rawtypes") // The framework's interface is.
    public HttpResponse<?> handle(HttpRequest request, MayflyException refusal) {
        if (refusal.code().turn() != Turn.REQUESTER) {
            LOG.warn("{} {} failed", request.getMethodName(), request.getPath(), refusal);
        }
        return Problems.answer(request, refusal.code(), String.valueOf(refusal.getMessage()));
    }
}
