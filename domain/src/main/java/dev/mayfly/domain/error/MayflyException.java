package dev.mayfly.domain.error;

import java.io.Serial;
import java.util.Objects;

/**
 * An error with a code. The message names the act and its object, what was expected and what came, and never a secret;
 * it is shown to people as it is.
 */
public final class MayflyException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** An error that begins here. */
    public MayflyException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** An error that another one caused. */
    public MayflyException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Never null here, unlike in other exceptions. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What went wrong, as a closed set. */
    public ErrorCode code() {
        return code;
    }
}
