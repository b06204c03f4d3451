package dev.mayfly.tests.crash;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what has to come true, and says what there was instead when it does not. */
public final class Eventually {
    private static final Duration LOOK = Duration.ofMillis(100);

    private Eventually() {}

    /** What {@code look} sees once it is enough. */
    public static <T> T get(String what, Duration within, Supplier<T> look, Predicate<T> enough) {
        long end = System.nanoTime() + within.toNanos();
        while (true) {
            T seen = look.get();
            if (enough.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("%s: not within %s; last seen: %s".formatted(what, within, seen));
            }
            pause(LOOK);
        }
    }

    /** Waits without looking. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
