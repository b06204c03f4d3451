package dev.mayfly.domain.approval;

/** The tier of risk of a template or a request. */
public enum Risk {
    /** Approved automatically. */
    LOW(0),
    /** One approver, who is not the requester. */
    MEDIUM(1),
    /** Two different approvers, neither of them the requester. */
    HIGH(2);

    private final int approvals;

    Risk(int approvals) {
        this.approvals = approvals;
    }

    /** How many different people must say yes. */
    public int approvals() {
        return approvals;
    }
}
