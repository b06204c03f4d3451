package dev.mayfly.cli.terminal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Moments and durations, as people write and read them. */
public final class Times {
    private static final Pattern SHORT =
            Pattern.compile("(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?");

    private Times() {}

    /**
     * Reads a duration such as {@code 30m}, {@code 1h30m}, {@code 45s}, {@code 2d} or {@code PT30M}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Duration duration(String text) {
        Duration read;
        try {
            read = text.toUpperCase(Locale.ROOT).startsWith("P") ? Duration.parse(text) : brief(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw refused(text, e);
        }
        if (!read.isPositive()) {
            throw refused(text, null);
        }
        return read;
    }

    private static Duration brief(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw refused(text, null);
        }
        return Duration.ofDays(number(matcher.group(1)))
                .plusHours(number(matcher.group(2)))
                .plusMinutes(number(matcher.group(3)))
                .plusSeconds(number(matcher.group(4)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "expected a duration above zero such as 30m, 1h30m, 45s or PT30M, got \"%s\""
                        .formatted(Printable.line(text)),
                cause);
    }

    /** A duration in its two largest units, such as "1 h 30 min". */
    public static String words(Duration time) {
        Duration whole = time.abs().truncatedTo(ChronoUnit.SECONDS);
        List<String> parts = new ArrayList<>();
        add(parts, whole.toDays(), "d");
        add(parts, whole.toHoursPart(), "h");
        add(parts, whole.toMinutesPart(), "min");
        add(parts, whole.toSecondsPart(), "s");
        return parts.isEmpty() ? "0 s" : String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static void add(List<String> parts, long amount, String unit) {
        if (amount > 0) {
            parts.add(amount + " " + unit);
        }
    }

    /** A moment as seen from now: "in 12 min" or "3 min ago". */
    public static String relative(Instant at, Instant now) {
        Duration distance = Duration.between(now, at);
        if (distance.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return distance.isPositive() ? "in " + words(distance) : words(distance) + " ago";
    }

    /** A moment exactly and as seen from now. */
    public static String exact(Instant at, Instant now) {
        return "%s (%s)".formatted(at.truncatedTo(ChronoUnit.SECONDS), relative(at, now));
    }
}
