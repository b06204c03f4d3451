package dev.mayfly.domain.error;

/** Whose turn it is after an error. */
public enum Turn {
    /** The person or agent who asked must change what they ask. */
    REQUESTER,
    /** The operator of this installation must act. */
    OPERATOR,
    /** A provider (host, cloud, Vault ...) is at fault or busy; trying again later may help. */
    PROVIDER,
    /** A defect or an overload of Mayfly itself. */
    MAYFLY
}
