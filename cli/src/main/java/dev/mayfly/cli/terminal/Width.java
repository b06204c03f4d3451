package dev.mayfly.cli.terminal;

/** How many columns of a terminal a text takes. */
final class Width {
    private static final String CUT = "\u2026";

    private Width() {}

    /** Columns of printable text. */
    static int of(String text) {
        return text.codePoints().map(Width::of).sum();
    }

    private static int of(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = within(c, 0x1100, 0x115f)
                || within(c, 0x2e80, 0xa4cf)
                || within(c, 0xac00, 0xd7a3)
                || within(c, 0xf900, 0xfaff)
                || within(c, 0xfe30, 0xfe6f)
                || within(c, 0xff00, 0xff60)
                || within(c, 0xffe0, 0xffe6)
                || within(c, 0x1f300, 0x1faff)
                || within(c, 0x20000, 0x3fffd);
        return wide ? 2 : 1;
    }

    private static boolean within(int c, int first, int last) {
        return c >= first && c <= last;
    }

    /** The text, or as much of its beginning as fits, with a mark that something is missing. */
    static String cut(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        if (width <= 0) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            int wide = of(c);
            if (used + wide > width - 1) {
                break;
            }
            out.appendCodePoint(c);
            used += wide;
        }
        return out.append(CUT).toString();
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - of(text)));
    }
}
