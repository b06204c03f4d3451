package dev.mayfly.cli.terminal;

/**
 * Makes text that others wrote safe to show. A reason, a file name or an error may hold escape sequences that rewrite a
 * terminal, or bidirectional controls that make text read as other than it is; here they are spelt out instead.
 */
public final class Printable {
    private Printable() {}

    /** The text on one line: line breaks and tabs are spelt out as well. */
    public static String line(String text) {
        return clean(text, false);
    }

    /** The text as it is laid out: line breaks and tabs stay. */
    public static String block(String text) {
        return clean(text, true);
    }

    /** JSON that says the same, with what could act on a terminal in its escaped form. */
    public static String json(String json) {
        StringBuilder out = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t' || !acts(c)) {
                out.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    out.append("\\u%04x".formatted((int) unit));
                }
            }
        });
        return out.toString();
    }

    private static String clean(String text, boolean breaks) {
        int at = 0;
        while (at < text.length() && harmless(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, at);
        text.substring(at).codePoints().forEach(c -> {
            if (breaks && (c == '\n' || c == '\t')) {
                out.appendCodePoint(c);
            } else if (acts(c)) {
                out.append(spelt(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean harmless(char c) {
        return c >= ' ' && c < 0x7f;
    }

    private static String spelt(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0x1b -> "\\e";
            default -> c <= 0xff ? "\\x%02x".formatted(c) : "\\u{%x}".formatted(c);
        };
    }

    /** Whether a character does something other than be seen: controls, formats, separators, lone surrogates. */
    private static boolean acts(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
