package dev.mayfly.api.portal;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of the portal. They are few and never change while the process lives, so they are kept in memory, with what
 * the build has compressed beside them. What is not in the build's own list is not there.
 */
@Singleton
public class Portal {
    private static final String FOLDER = "dev/mayfly/portal/";

    /** What the build writes: one file a line, with its type. */
    private static final String LIST = FOLDER + "files.txt";

    private static final String PAGE = "index.html";

    /** What the build writes where a nonce belongs. */
    private static final String NONCE = "__NONCE__";

    private static final int NONCE_BYTES = 18;

    /**
     * Nothing but our own files. Scripts come from files alone. Styles may also come from the elements that bear the
     * page's nonce, because the component kit and the terminal make such; the attribute style stays shut.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-__NONCE__'; "
            + "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String A_DAY = "public, max-age=86400";

    private final Map<String, File> files = new LinkedHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final String page;

    Portal() {
        for (String line : text(read(LIST)).lines().toList()) {
            String[] parts = line.split("\t", -1);
            files.put(parts[0], new File(MediaType.of(parts[1]), read(FOLDER + parts[0]), compressed(parts[0])));
        }
        page = text(read(FOLDER + PAGE));
    }

    /** The one page, which shows what its address says. */
    public MutableHttpResponse<?> page(HttpStatus status) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        return HttpResponse.status(status)
                .body(page.replace(NONCE, nonce).getBytes(StandardCharsets.UTF_8))
                .contentType(MediaType.of("text/html; charset=utf-8"))
                .header("Content-Security-Policy", POLICY.replace(NONCE, nonce))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** Whether a person has typed an address, or followed a link, that belongs to nothing. */
    public boolean shouldTellOfUnknownPage(HttpRequest<?> request) {
        return (request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD)
                && request.accept().stream()
                        .findFirst()
                        .filter(MediaType.TEXT_HTML_TYPE::equals)
                        .isPresent()
                && !request.getPath().startsWith("/v1");
    }

    /** A file, if there is one of that name. */
    Optional<MutableHttpResponse<?>> file(String name, HttpRequest<?> request) {
        @Nullable File file = name.equals(PAGE) ? null : files.get(name);
        if (file == null) {
            return Optional.empty();
        }
        boolean gzip = file.gzip.length > 0
                && request.getHeaders()
                        .get(HttpHeaders.ACCEPT_ENCODING, String.class, "")
                        .contains("gzip");
        MutableHttpResponse<byte[]> response = HttpResponse.ok(gzip ? file.gzip : file.content)
                .contentType(file.type)
                // A name with a hash in it never stands for anything else.
                .header(HttpHeaders.CACHE_CONTROL, name.startsWith("assets/") ? FOR_EVER : A_DAY)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return Optional.of(gzip ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response);
    }

    private static byte[] compressed(String name) {
        return Portal.class.getClassLoader().getResource(FOLDER + name + ".gz") == null
                ? new byte[0]
                : read(FOLDER + name + ".gz");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] read(String resource) {
        try (@Nullable InputStream in = Portal.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("The build left out " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A class, because an array has no place in a record. */
    private static final class File {
        private final MediaType type;
        private final byte[] content;
        private final byte[] gzip;

        private File(MediaType type, byte[] content, byte[] gzip) {
            this.type = type;
            this.content = content;
            this.gzip = gzip;
        }
    }
}
