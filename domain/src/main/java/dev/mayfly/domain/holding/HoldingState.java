package dev.mayfly.domain.holding;

/** Where the ledger's row of a holding stands. */
public enum HoldingState {
    /** Written before the first call that could make it: maybe it exists. */
    INTENT,
    /** Seen there and ready. */
    LIVE,
    /** Its removal began and its absence has not been established. */
    REMOVING,
    /** Its absence was established; the row carries the evidence. */
    GONE
}
