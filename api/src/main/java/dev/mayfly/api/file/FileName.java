package dev.mayfly.api.file;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import io.micronaut.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The name of a file in an inbox or outbox: one name, never a path. Any script may be used; it stays text. */
record FileName(String value) {
    private static final int MAX_BYTES = 255;

    FileName {
        if (value.isEmpty()
                || value.equals(".")
                || value.equals("..")
                || value.indexOf('/') >= 0
                || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                || value.codePoints().anyMatch(FileName::forbidden)) {
            throw new MayflyException(
                    ErrorCode.INVALID_REQUEST,
                    "name: expected the name of a file without a slash or control characters, at most %d bytes of UTF-8,"
                                    .formatted(MAX_BYTES)
                            + " and neither . nor ..");
        }
    }

    /**
     * The last segment of a request's path. It is decoded here, because the framework would read a plus as a space, as
     * in forms; in a path it is a plus.
     */
    static FileName of(HttpRequest<?> request) {
        String path = request.getUri().getRawPath();
        String segment = path.substring(path.lastIndexOf('/') + 1);
        return new FileName(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    /** Control characters, half a surrogate pair, and what a decoder writes where bytes were no UTF-8. */
    private static boolean forbidden(int point) {
        return Character.isISOControl(point)
                || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                || point == 0xFFFD;
    }

    /** As a Content-Disposition says it (RFC 6266): plain characters for old clients, all of it for others. */
    String attachment() {
        StringBuilder plain = new StringBuilder();
        value.codePoints()
                .forEach(point -> plain.append(
                        point >= 0x20 && point < 0x7f && point != '"' && point != '\\' && point != '%'
                                ? (char) point
                                : '_'));
        StringBuilder encoded = new StringBuilder();
        for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted(each & 0xff));
            }
        }
        return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded);
    }
}
