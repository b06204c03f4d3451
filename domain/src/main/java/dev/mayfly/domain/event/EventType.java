package dev.mayfly.domain.event;

/** What can happen to a workspace, as the audit log names it. */
public enum EventType {
    REQUESTED,
    ADMITTED,
    DECIDED,
    REFUSED,
    APPROVED,
    STEP_INTENDED,
    STEP_MADE,
    STEP_FAILED,
    READY,
    WARNED,
    EXTENDED,
    FROZEN,
    THAWED,
    FILE_IN,
    FILE_OUT,
    EXECUTED,
    DESKTOP_ATTACHED,
    DESKTOP_DETACHED,
    DESKTOP_CONTROLLED,
    TERMINAL_ATTACHED,
    TERMINAL_DETACHED,
    END_ASKED,
    SNAPSHOT_TAKEN,
    SNAPSHOT_FAILED,
    REMOVAL_STARTED,
    STEP_REMOVED,
    REMOVAL_FAILED,
    TEARDOWN_STALLED,
    CLOSED
}
