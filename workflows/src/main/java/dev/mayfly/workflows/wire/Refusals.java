package dev.mayfly.workflows.wire;

import io.temporal.api.failure.v1.Failure;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.FailureConverter;
import io.temporal.failure.DefaultFailureConverter;
import io.temporal.internal.worker.WorkflowExecutionException;

/**
 * Tells failures as the SDK does, but keeps the type of what an update's validator refuses with. The SDK (1.38) wraps a
 * validator's {@code ApplicationFailure} into an internal exception and then writes that exception's class as the type,
 * so that the caller would no longer learn the error code.
 */
final class Refusals implements FailureConverter {
    private final FailureConverter converter = new DefaultFailureConverter();

    @Override
    public Failure exceptionToFailure(Throwable exception, DataConverter values) {
        return exception instanceof WorkflowExecutionException wrapper
                ? wrapper.getFailure()
                : converter.exceptionToFailure(exception, values);
    }

    @Override
    public RuntimeException failureToException(Failure failure, DataConverter values) {
        return converter.failureToException(failure, values);
    }
}
