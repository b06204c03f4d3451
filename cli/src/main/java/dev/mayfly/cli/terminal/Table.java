package dev.mayfly.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns. Where a terminal is too narrow, the flexible column gives way. */
public final class Table {
    private static final String GAP = "  ";
    private static final int LEAST = 8;

    private final List<String> headers;
    private final int flexible;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** A cell: text and style. */
    public record Cell(Style style, String text) {
        /** Makes the text printable. */
        public Cell {
            text = Printable.line(text);
        }

        /** A cell without style. */
        public static Cell of(String text) {
            return new Cell(Style.PLAIN, text);
        }
    }

    /** A table whose {@code flexible} column is cut when the lines would be too long. */
    public Table(int flexible, String... headers) {
        this.headers = List.of(headers);
        this.flexible = flexible;
    }

    /** Adds a row of plain text. */
    public void row(String... texts) {
        List<Cell> cells = new ArrayList<>();
        for (String text : texts) {
            cells.add(Cell.of(text));
        }
        rows.add(cells);
    }

    /** Adds a row. */
    public void row(Cell... cells) {
        rows.add(List.of(cells));
    }

    /** Whether there are no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, each at most {@code width} columns as far as the flexible column can give way. */
    public List<Line> lines(int width) {
        int[] widths = new int[headers.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Width.of(headers.get(i));
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], Width.of(row.get(i).text()));
            }
        }
        int whole = GAP.length() * (widths.length - 1);
        for (int each : widths) {
            whole += each;
        }
        if (whole > width) {
            widths[flexible] = Math.max(LEAST, widths[flexible] - (whole - width));
        }
        List<Line> lines = new ArrayList<>();
        lines.add(line(
                headers.stream().map(header -> new Cell(Style.DIM, header)).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private static Line line(List<Cell> cells, int[] widths) {
        Line line = new Line();
        for (int i = 0; i < cells.size(); i++) {
            boolean last = i == cells.size() - 1;
            String text = Width.cut(cells.get(i).text(), widths[i]);
            line.add(cells.get(i).style(), text);
            if (!last) {
                line.add(" ".repeat(widths[i] - Width.of(text)) + GAP);
            }
        }
        return line;
    }
}
