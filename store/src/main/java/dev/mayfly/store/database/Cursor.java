package dev.mayfly.store.database;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Where a page ended, as a text that callers hand back without looking into it. */
public final class Cursor {
    private static final String SEPARATOR = "/";
    private static final int MAX = 200;
    private static final String MALFORMED = "cursor: expected the one that came with the page before, got another text";

    private Cursor() {}

    /** A cursor made of {@code parts}, none of which may contain a slash. */
    public static String of(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            text.append(text.isEmpty() ? "" : SEPARATOR).append(part);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a cursor that somebody handed in, which may be anything.
     *
     * @param count how many parts it must have
     * @throws MayflyException {@code INVALID_REQUEST} when it is not a cursor that {@code reader} understands
     */
    public static <T> T read(String cursor, int count, Function<List<String>, T> reader) {
        if (cursor.length() <= MAX) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                List<String> parts = List.of(text.split(SEPARATOR, -1));
                if (parts.size() == count) {
                    return reader.apply(parts);
                }
            } catch (IllegalArgumentException | ArithmeticException | DateTimeException | MayflyException e) {
                throw new MayflyException(ErrorCode.INVALID_REQUEST, MALFORMED, e);
            }
        }
        throw new MayflyException(ErrorCode.INVALID_REQUEST, MALFORMED);
    }
}
