package dev.mayfly.domain.approval;

/** What an approver said. */
public enum Verdict {
    /** Yes. */
    APPROVED,
    /** No; one no is enough. */
    DENIED
}
