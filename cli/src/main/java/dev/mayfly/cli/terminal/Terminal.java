package dev.mayfly.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Where a verb speaks: results to the standard output, errors and progress to the standard error. Text goes through
 * {@link Line}, which makes it printable; only {@link #raw} does not, and says so.
 */
public final class Terminal {
    /** Wide enough for any line, where nothing is to be cut because no terminal shows it. */
    private static final int UNBOUNDED = 100_000;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final boolean symbols;
    private final IntSupplier width;
    private boolean colour;
    private boolean quiet;
    private boolean live;

    /**
     * A terminal on two streams.
     *
     * @param colour whether the environment allows colours
     * @param symbols whether characters beyond ASCII may be used for decoration
     * @param width asks for the number of columns, only when it is needed
     */
    public Terminal(
            PrintStream out,
            PrintStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            boolean colour,
            boolean symbols,
            IntSupplier width) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.colour = colour;
        this.symbols = symbols;
        this.width = width;
    }

    /** Applies what the command line asks for. */
    public void choose(boolean noColour, boolean beQuiet) {
        colour = colour && !noColour;
        quiet = beQuiet;
    }

    /** Whether a person looks at the results. */
    public boolean outIsTerminal() {
        return outIsTerminal;
    }

    /** Whether a person looks at the progress. */
    public boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** The number of columns for results. */
    public int width() {
        return outIsTerminal ? Math.max(40, width.getAsInt()) : UNBOUNDED;
    }

    /** A mark, or what stands for it where only ASCII can be shown. */
    public String mark(String symbol, String ascii) {
        return symbols ? symbol : ascii;
    }

    /** A line of the result. */
    public synchronized void out(Line line) {
        clearLive();
        out.println(line.render(colour && outIsTerminal));
    }

    /** A line of the result. */
    public void out(String text) {
        out(Line.of(text));
    }

    /** A table of the result; nothing but its header when it has no rows. */
    public void out(Table table) {
        table.lines(width()).forEach(this::out);
    }

    /** Text of several lines, made printable line by line. */
    public void block(String text) {
        text.lines().forEach(this::out);
    }

    /** Bytes as they are: only for results that a program reads. */
    public synchronized void raw(byte[] bytes) {
        clearLive();
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    /** JSON of the server as it is; where a person looks, what could act on the terminal is in its escaped form. */
    public void json(String json) {
        String safe = outIsTerminal ? Printable.json(json) : json;
        raw((safe.endsWith("\n") ? safe : safe + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A line about what is going on; left out when quiet. */
    public synchronized void note(Line line) {
        if (!quiet) {
            clearLive();
            err.println(line.render(colour && errIsTerminal));
        }
    }

    /** A line about what is going on; left out when quiet. */
    public void note(String text) {
        note(Line.of(text));
    }

    /** A line of an error; never left out. */
    public synchronized void error(Line line) {
        clearLive();
        err.println(line.render(colour && errIsTerminal));
    }

    /** JSON of an error as it is. */
    public synchronized void errorJson(String json) {
        clearLive();
        err.println(errIsTerminal ? Printable.json(json) : json);
    }

    /** Replaces the line of progress; does nothing where no person looks. */
    public synchronized void live(Line line) {
        if (errIsTerminal && !quiet) {
            err.print("\r\033[K" + line.cut(Math.max(20, width.getAsInt() - 1)).render(colour));
            err.flush();
            live = true;
        }
    }

    /** Takes the line of progress away. */
    public synchronized void clearLive() {
        if (live) {
            err.print("\r\033[K");
            err.flush();
            live = false;
        }
    }

    /** Several lines of the result. */
    public void out(List<Line> lines) {
        lines.forEach(this::out);
    }

    /** Sends what is buffered; false when nobody reads the results any more. */
    public synchronized boolean flush() {
        clearLive();
        err.flush();
        return !out.checkError();
    }
}
