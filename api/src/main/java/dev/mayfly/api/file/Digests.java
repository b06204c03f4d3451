package dev.mayfly.api.file;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Digests in headers, as RFC 9530 writes them. */
final class Digests {
    private static final Pattern SHA_256 = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/=]{1,128}):");
    private static final int BYTES = 32;

    private Digests() {}

    /** The SHA-256 that a header names, in hexadecimal; other algorithms are passed over, as the RFC has it. */
    static Optional<String> sha256Of(String header) {
        Matcher found = SHA_256.matcher(header);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            byte[] digest = Base64.getDecoder().decode(found.group(1));
            if (digest.length == BYTES) {
                return Optional.of(HexFormat.of().formatHex(digest));
            }
        } catch (IllegalArgumentException e) {
            throw malformed(e);
        }
        throw malformed(null);
    }

    /** The header for a SHA-256 in hexadecimal. */
    static String header(String sha256) {
        return "sha-256=:%s:"
                .formatted(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)));
    }

    private static MayflyException malformed(@org.jspecify.annotations.Nullable Exception cause) {
        String sentence = "Repr-Digest: expected sha-256=:BASE64: of 32 bytes, got something else";
        return cause == null
                ? new MayflyException(ErrorCode.INVALID_REQUEST, sentence)
                : new MayflyException(ErrorCode.INVALID_REQUEST, sentence, cause);
    }
}
