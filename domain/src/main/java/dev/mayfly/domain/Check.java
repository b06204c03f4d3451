package dev.mayfly.domain;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.util.regex.Pattern;

/** The checks that compact constructors share; a breach names the field, what was expected and what came. */
public final class Check {
    private static final int SHOWN = 80;

    private Check() {}

    /** Returns {@code value} when all of it matches {@code pattern}. */
    public static String matches(String field, String value, Pattern pattern, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw invalid(field, expected, value);
        }
        return value;
    }

    /** Returns {@code value} when it has at most {@code max} characters and no control character but tab and newline. */
    public static String text(String field, String value, int max) {
        if (value.length() > max) {
            throw new MayflyException(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected at most %d characters, got %d".formatted(field, max, value.length()));
        }
        if (value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\n')) {
            throw new MayflyException(
                    ErrorCode.INVALID_REQUEST, field + ": expected text without control characters, got one");
        }
        return value;
    }

    /** Refuses with {@link ErrorCode#INVALID_REQUEST} unless {@code holds}. */
    public static void that(boolean holds, String field, String expected, Object got) {
        if (!holds) {
            throw invalid(field, expected, got);
        }
    }

    private static MayflyException invalid(String field, String expected, Object got) {
        String shown = printable(String.valueOf(got));
        return new MayflyException(
                ErrorCode.INVALID_REQUEST, "%s: expected %s, got \"%s\"".formatted(field, expected, shown));
    }

    /** What came is repeated to the caller, so it is cut and made printable: it may be hostile. */
    private static String printable(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return cut.replaceAll("[\\p{C}\"]", "?");
    }
}
