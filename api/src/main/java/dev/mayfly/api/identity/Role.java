package dev.mayfly.api.identity;

/** What somebody is to Mayfly. */
public enum Role {
    /** Asks for workspaces and uses them. */
    REQUESTER,
    /** Decides about the requests of others. */
    APPROVER,
    /** Keeps Mayfly running. */
    OPERATOR,
    /** Reads everything and changes nothing. */
    AUDITOR;

    /** The names, for annotations, which take constants only. */
    public static final class Named {
        /** {@link Role#REQUESTER}. */
        public static final String REQUESTER = "REQUESTER";
        /** {@link Role#APPROVER}. */
        public static final String APPROVER = "APPROVER";
        /** {@link Role#OPERATOR}. */
        public static final String OPERATOR = "OPERATOR";
        /** {@link Role#AUDITOR}. */
        public static final String AUDITOR = "AUDITOR";

        private Named() {}
    }
}
