package dev.mayfly.workflows.lifecycle;

import dev.mayfly.domain.error.ErrorCode;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import java.util.Locale;

/**
 * What is behind a failed activity, in Mayfly's words.
 *
 * @param type an {@link ErrorCode}'s name
 */
record Failure(String type, String sentence) {

    /** The innermost cause is the one that says what happened. */
    static Failure of(TemporalFailure failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ApplicationFailure ours -> new Failure(ours.getType(), ours.getOriginalMessage());
            case TimeoutFailure timeout ->
                new Failure(
                        ErrorCode.PROVIDER_FAILED.name(),
                        switch (timeout.getTimeoutType()) {
                            case TIMEOUT_TYPE_SCHEDULE_TO_START -> "no worker of its host took the work up in time";
                            case TIMEOUT_TYPE_HEARTBEAT -> "the worker that did it fell silent";
                            default -> "it did not finish in time";
                        });
            default -> new Failure(ErrorCode.INTERNAL.name(), String.valueOf(cause.getMessage()));
        };
    }

    /** The reason code for machines. */
    String code() {
        return type.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
