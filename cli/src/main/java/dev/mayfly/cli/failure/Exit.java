package dev.mayfly.cli.failure;

import dev.mayfly.domain.error.ErrorCode;

/** How a verb ends: the exit codes that scripts may rely on. */
public enum Exit {
    /** Done. */
    OK(0, "done"),
    /** A defect of ours, or something that nobody expected. */
    UNEXPECTED(1, "unexpected: a defect of Mayfly"),
    /** The server, its host or a provider is in trouble; the same command may work later. */
    TROUBLE(2, "the server, its host or a provider is in trouble; try again later"),
    /** No such thing, or none that the caller may see. */
    NOT_FOUND(3, "not found, or not yours to see"),
    /** The caller is not signed in or may not do this. */
    REFUSED(4, "not signed in, or not allowed"),
    /** The workspace's phase, or something done before, stands against it. */
    CONFLICT(5, "conflict: the wrong phase, decided already, or ending"),
    /** Asked for too much, denied, or a receipt that does not hold. */
    OUT_OF_BOUNDS(6, "out of bounds, denied, or a receipt that does not hold"),
    /** The command line is wrong. */
    USAGE(64, "the command line is wrong"),
    /** Nothing answers at the server's address. */
    UNREACHABLE(69, "the server cannot be reached"),
    /** It took longer than it may. */
    TIMEOUT(124, "it took longer than it may"),
    /** Ctrl-C. The virtual machine itself ends with this one. */
    INTERRUPTED(130, "interrupted by Ctrl-C");

    private final int status;
    private final String meaning;

    Exit(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    /** The exit status. */
    public int status() {
        return status;
    }

    /** What it says to a person. */
    public String meaning() {
        return meaning;
    }

    /** The exit for an error that the server answered with. */
    public static Exit of(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED, FORBIDDEN -> REFUSED;
            case NOT_FOUND, LOST -> NOT_FOUND;
            case WRONG_PHASE, ALREADY_DECIDED, IDEMPOTENCY_CONFLICT, ENDING -> CONFLICT;
            case INVALID_REQUEST, TOO_LARGE, OUT_OF_BOUNDS -> OUT_OF_BOUNDS;
            case TEMPLATE_BROKEN,
                    RATE_LIMITED,
                    LIMIT_NOT_ENFORCEABLE,
                    NO_HOST,
                    HOST_EXHAUSTED,
                    MISCONFIGURED,
                    PROVIDER_DENIED,
                    PROVIDER_FAILED,
                    STILL_THERE,
                    UNAVAILABLE -> TROUBLE;
            case INTERNAL -> UNEXPECTED;
        };
    }

    /** The exit for an answer whose code this version does not know. */
    public static Exit ofStatus(int httpStatus) {
        return switch (httpStatus) {
            case 401, 403 -> REFUSED;
            case 404, 410 -> NOT_FOUND;
            case 409, 412 -> CONFLICT;
            case 400, 413, 422 -> OUT_OF_BOUNDS;
            case 408, 429 -> TROUBLE;
            default -> httpStatus >= 500 ? TROUBLE : UNEXPECTED;
        };
    }
}
