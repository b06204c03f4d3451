package dev.mayfly.domain.error;

/**
 * Every error that leaves a component. The code decides the HTTP status, whether Temporal retries, and who is told;
 * adding an error is adding a constant here.
 */
public enum ErrorCode {
    /** A field is missing, malformed or out of bounds. */
    INVALID_REQUEST(Turn.REQUESTER, 400, false),
    /** Nobody is signed in, or the sign-in is not valid. */
    UNAUTHENTICATED(Turn.REQUESTER, 401, false),
    /** The caller is known but may not do this. */
    FORBIDDEN(Turn.REQUESTER, 403, false),
    /** No such thing, or none that the caller may see. */
    NOT_FOUND(Turn.REQUESTER, 404, false),
    /** The workspace's phase does not allow this. */
    WRONG_PHASE(Turn.REQUESTER, 409, false),
    /** A decision was made already. */
    ALREADY_DECIDED(Turn.REQUESTER, 409, false),
    /** The same idempotency key came with another body. */
    IDEMPOTENCY_CONFLICT(Turn.REQUESTER, 409, false),
    /** The end of the workspace was asked: nothing may start any more. */
    ENDING(Turn.REQUESTER, 409, false),
    /** A file or body is over its limit. */
    TOO_LARGE(Turn.REQUESTER, 413, false),
    /** Well-formed, but outside what the template allows. */
    OUT_OF_BOUNDS(Turn.REQUESTER, 422, false),
    /** The template is listed as broken, or its pinned version cannot be read. */
    TEMPLATE_BROKEN(Turn.OPERATOR, 422, false),
    /** Too many requests in the window. */
    RATE_LIMITED(Turn.REQUESTER, 429, true),
    /** A limit that the template demands cannot be enforced on this host. */
    LIMIT_NOT_ENFORCEABLE(Turn.OPERATOR, 503, false),
    /** No live host offers the driver that the plan needs. */
    NO_HOST(Turn.OPERATOR, 503, true),
    /** The host is short of disk, memory or ids: creating is refused, removing goes on. */
    HOST_EXHAUSTED(Turn.OPERATOR, 503, true),
    /** The installation lacks something it needs: a program, a file, a right. */
    MISCONFIGURED(Turn.OPERATOR, 500, false),
    /** The thing existed and is there no more, for example because its process died. */
    LOST(Turn.PROVIDER, 410, false),
    /** The provider refused for lack of rights (401, 403): somebody must mend them, so keep trying. */
    PROVIDER_DENIED(Turn.OPERATOR, 502, true),
    /** The provider failed, timed out or answered nonsense: the effect is unknown. */
    PROVIDER_FAILED(Turn.PROVIDER, 502, true),
    /** Removal was tried and something is still there. */
    STILL_THERE(Turn.PROVIDER, 502, true),
    /** A part of Mayfly (store, Temporal) does not answer. */
    UNAVAILABLE(Turn.MAYFLY, 503, true),
    /** A defect: this should not happen. */
    INTERNAL(Turn.MAYFLY, 500, true);

    private final Turn turn;
    private final int httpStatus;
    private final boolean retryable;

    ErrorCode(Turn turn, int httpStatus, boolean retryable) {
        this.turn = turn;
        this.httpStatus = httpStatus;
        this.retryable = retryable;
    }

    /** Whose turn it is. */
    public Turn turn() {
        return turn;
    }

    /** The HTTP status (RFC 9110) with which the API answers. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same call may succeed later without anybody changing it. */
    public boolean retryable() {
        return retryable;
    }
}
