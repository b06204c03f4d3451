package dev.mayfly.activities.failure;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;

/**
 * Gives every error that leaves an activity its code: the failure's type is the code's name, and the code says whether
 * Temporal retries. Stack traces stay in the log of the worker.
 */
public final class FailureInterceptor extends WorkerInterceptorBase {
    /** Made once for each worker factory. */
    public FailureInterceptor() {}

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public ActivityOutput execute(ActivityInput input) {
                try {
                    return super.execute(input);
                } catch (MayflyException e) {
                    throw coded(e.code(), e);
                } catch (ActivityCompletionException | TemporalFailure e) {
                    throw e;
                } catch (RuntimeException e) {
                    throw coded(ErrorCode.INTERNAL, e);
                }
            }
        };
    }

    private static ApplicationFailure coded(ErrorCode code, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return code.retryable()
                ? ApplicationFailure.newFailure(message, code.name())
                : ApplicationFailure.newNonRetryableFailure(message, code.name());
    }
}
