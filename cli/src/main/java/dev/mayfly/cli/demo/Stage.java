package dev.mayfly.cli.demo;

import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Terminal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Where the story is told: each step is ticked off with its time and with what it proves. */
final class Stage {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration BREATH = Duration.ofMillis(900);
    private static final String INDENT = "            ";

    private final Terminal terminal;
    private final boolean fast;
    private volatile String detail = "";
    private int steps;

    Stage(Terminal terminal, boolean fast) {
        this.terminal = terminal;
        this.fast = fast || !terminal.outIsTerminal();
    }

    /** Takes a step. What goes wrong in it ends the story. */
    <T> T step(String what, String proves, Supplier<T> act) {
        long began = System.nanoTime();
        detail = "";
        AtomicBoolean over = new AtomicBoolean();
        Thread ticker = Thread.ofPlatform().daemon().start(() -> tick(what, began, over));
        try {
            T result = act.get();
            over.set(true);
            steps++;
            terminal.out(new Line()
                    .add(Style.GOOD, terminal.mark("\u2713 ", "ok"))
                    .add(Style.DIM, time(began))
                    .add(Style.BOLD, what));
            if (!proves.isEmpty()) {
                terminal.out(new Line().add(INDENT).add(Style.DIM, proves));
            }
            breathe();
            return result;
        } catch (Failure e) {
            over.set(true);
            terminal.out(new Line()
                    .add(Style.BAD, terminal.mark("\u2717 ", "NO"))
                    .add(Style.DIM, time(began))
                    .add(Style.BOLD, what));
            throw e;
        } finally {
            over.set(true);
            ticker.interrupt();
        }
    }

    /** What a step is at just now. */
    void at(String now) {
        detail = now;
    }

    /** Something to see between two steps. */
    void show(Style style, String text) {
        terminal.out(new Line().add(INDENT).add(style, text));
    }

    /** How many steps were taken. */
    int steps() {
        return steps;
    }

    private void tick(String what, long began, AtomicBoolean over) {
        while (!over.get()) {
            try {
                Thread.sleep(TICK);
            } catch (InterruptedException e) {
                return;
            }
            if (!over.get()) {
                terminal.live(new Line()
                        .add("  ")
                        .add(Style.DIM, time(began))
                        .add(what)
                        .add(Style.DIM, detail.isEmpty() ? "" : "  " + detail));
            }
        }
    }

    private static String time(long began) {
        return "%6.1f s  ".formatted((System.nanoTime() - began) / 1e9);
    }

    /** A person reads slower than this goes. */
    private void breathe() {
        if (fast) {
            return;
        }
        try {
            Thread.sleep(BREATH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
