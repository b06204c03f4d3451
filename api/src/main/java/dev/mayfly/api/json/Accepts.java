package dev.mayfly.api.json;

import dev.mayfly.domain.Check;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what comes as text in bodies, headers and queries; a breach names the field. */
public final class Accepts {
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,128}");
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|1[0-9][0-9]|200");
    private static final Pattern CURSOR = Pattern.compile("[\\x21-\\x7e]{1,512}");
    private static final int LONGEST_DURATION = 40;

    private Accepts() {}

    /** A duration as in ISO 8601. */
    public static Duration duration(String field, String text) {
        String expected = "a duration as in ISO 8601, such as PT30M";
        Check.that(text.length() <= LONGEST_DURATION, field, expected, text);
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new MayflyException(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected %s, got \"%s\"".formatted(field, expected, text.replaceAll("[\\p{C}\"]", "?")),
                    e);
        }
    }

    /** Text that is text: half of a surrogate pair stands for no character, and no store could keep it. */
    public static String text(String field, String text) {
        boolean wellFormed = text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        Check.that(wellFormed, field, "well-formed Unicode", text);
        return text;
    }

    /** Yes or no. */
    public static boolean flag(String field, String text) {
        Check.that(text.equals("true") || text.equals("false"), field, "true or false", text);
        return text.equals("true");
    }

    /** A constant of an enum. */
    public static <E extends Enum<E>> E constant(String field, Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() -> {
                    String all = Arrays.stream(type.getEnumConstants())
                            .map(Enum::name)
                            .collect(Collectors.joining(", "));
                    String shown =
                            text.substring(0, Math.min(text.length(), 80)).replaceAll("[\\p{C}\"]", "?");
                    return new MayflyException(
                            ErrorCode.INVALID_REQUEST,
                            "%s: expected one of %s, got \"%s\"".formatted(field, all, shown));
                });
    }

    /** A name, whose own refusal is told under the field of the request. */
    public static <T> T name(String field, Function<String, T> form, String text) {
        try {
            return form.apply(text);
        } catch (MayflyException e) {
            String message = String.valueOf(e.getMessage());
            throw new MayflyException(e.code(), field + message.substring(Math.max(message.indexOf(':'), 0)), e);
        }
    }

    /** How many a page may hold. */
    public static int limit(Optional<String> asked) {
        String limit = asked.orElse("50");
        Check.that(LIMIT.matcher(limit).matches(), "limit", "1 to 200", limit);
        return Integer.parseInt(limit);
    }

    /** What must be there: a null is as good as nothing. */
    public static <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw new MayflyException(ErrorCode.INVALID_REQUEST, field + ": expected a value, got none");
        }
        return value;
    }

    /** Where the page before ended; the store knows what it means. */
    public static Optional<String> cursor(Optional<String> sent) {
        sent.ifPresent(cursor -> Check.matches("cursor", cursor, CURSOR, "what a page before gave as next"));
        return sent;
    }

    /** A caller's key, by which a repeated request is known. */
    public static Optional<String> idempotencyKey(Optional<String> sent) {
        sent.ifPresent(key -> Check.matches("Idempotency-Key", key, KEY, "1 to 128 printable ASCII characters"));
        return sent;
    }

    /** The names of a list, unless it is absent. */
    public static <T> List<T> each(Optional<List<String>> sent, Function<String, T> form) {
        return sent.orElse(List.of()).stream().map(form).toList();
    }
}
