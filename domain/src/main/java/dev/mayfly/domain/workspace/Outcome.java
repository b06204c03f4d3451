package dev.mayfly.domain.workspace;

/** Why a workspace ended, apart from its phase. */
public enum Outcome {
    /** Its requester ended it. */
    COMPLETED,
    /** Nobody used it for the idle time of its lease. */
    IDLE,
    /** Its lease ran out. */
    EXPIRED,
    /** An approver or the policy said no. */
    REJECTED,
    /** Nobody decided in time. */
    LAPSED,
    /** Somebody other than its requester ended it. */
    REVOKED,
    /** It would have cost more than its cap. */
    OVERSPENT,
    /** Something went wrong, so it was taken away. */
    FAILED
}
