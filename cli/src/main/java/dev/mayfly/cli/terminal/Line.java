package dev.mayfly.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** One line in the making: pieces of text, each with its style. Whatever the text is, it is made printable. */
public final class Line {
    private final List<Piece> pieces = new ArrayList<>();

    /** An empty line. */
    public Line() {}

    /** A line of plain text. */
    public static Line of(String text) {
        return new Line().add(text);
    }

    /** Adds plain text. */
    public Line add(String text) {
        return add(Style.PLAIN, text);
    }

    /** Adds text with a style. */
    public Line add(Style style, String text) {
        pieces.add(new Piece(style, Printable.line(text)));
        return this;
    }

    /** The line as it is sent to the terminal. */
    public String render(boolean colour) {
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            out.append(colour ? piece.style.paint(piece.text) : piece.text);
        }
        return out.toString();
    }

    /** The line cut to so many columns. */
    public Line cut(int width) {
        Line line = new Line();
        int left = width;
        for (Piece piece : pieces) {
            String text = Width.cut(piece.text, left);
            line.pieces.add(new Piece(piece.style, text));
            left -= Width.of(text);
            if (left <= 0) {
                break;
            }
        }
        return line;
    }

    private record Piece(Style style, String text) {}
}
