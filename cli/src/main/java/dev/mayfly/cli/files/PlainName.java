package dev.mayfly.cli.files;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A name that is nothing but a name: it cannot lead out of the folder that it is put into. */
public final class PlainName {
    private static final int LONGEST = 255;

    private PlainName() {}

    /** What is wrong with a name, if anything is. */
    public static Optional<String> fault(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return Optional.of("is no name");
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            return Optional.of("holds a slash or a backslash, which would lead elsewhere");
        }
        if (name.codePoints().anyMatch(PlainName::hidden)) {
            return Optional.of("holds characters that cannot be seen");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of("is longer than %d bytes".formatted(LONGEST));
        }
        return Optional.empty();
    }

    private static boolean hidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
