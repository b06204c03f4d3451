package dev.mayfly.cli.terminal;

/** How a piece of text stands out where there are colours. What it says must be clear without them. */
public enum Style {
    /** As any text. */
    PLAIN(""),
    /** What the eye should find first. */
    BOLD("1"),
    /** What may be passed over. */
    DIM("2"),
    /** It is well. */
    GOOD("32"),
    /** It is wrong. */
    BAD("31"),
    /** It wants somebody's attention. */
    WARN("33");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String paint(String text) {
        return this == PLAIN || text.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
    }

    /** The style for a phase or the state of a holding. */
    public static Style ofState(String state) {
        return switch (state) {
            case "IN_USE", "LIVE", "APPROVED", "COMPLETED" -> GOOD;
            case "AWAITING_APPROVAL", "PROVISIONING", "SNAPSHOTTING", "DESTROYING", "INTENT", "REMOVING" -> WARN;
            case "FAILED", "DENIED", "REJECTED", "OVERSPENT", "stalled" -> BAD;
            case "CLOSED", "GONE" -> DIM;
            default -> PLAIN;
        };
    }
}
