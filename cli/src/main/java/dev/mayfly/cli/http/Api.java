package dev.mayfly.cli.http;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The REST API. Every call has a bound in time and in size, no redirect is followed (a token must not travel), and
 * nothing is repeated but a GET: the platform's client makes it once more when its connection was reset before an
 * answer began. Whatever else broke may have been done.
 */
public final class Api implements AutoCloseable {
    /** How long a connection may take to stand. */
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** The largest JSON that is read: more than the largest page has. */
    private static final long LARGEST = 16L << 20;
    /** A transfer that moves nothing for so long is dead. */
    private static final Duration STALL = Duration.ofSeconds(30);

    private static final Duration GOODBYE = Duration.ofMillis(200);

    private final URI base;
    private final Optional<String> token;
    private final Duration patience;
    private final HttpClient client;

    /**
     * An API at an address.
     *
     * @param patience how long an answer may take
     */
    public Api(URI base, Optional<String> token, Duration patience) {
        this(base, token, patience, client(base));
    }

    private Api(URI base, Optional<String> token, Duration patience, HttpClient client) {
        this.base = base;
        this.token = token;
        this.patience = patience;
        this.client = client;
    }

    private static HttpClient client(URI base) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(CONNECT);
        if ("http".equals(base.getScheme())) {
            builder.sslContext(new NoTls());
        }
        return builder.build();
    }

    /** The same API, called as somebody else. */
    public Api as(String otherToken) {
        return new Api(base, Optional.of(otherToken), patience, client);
    }

    /**
     * Lets go of the connections. Without it the virtual machine waits 300 ms at its end for the thread that watches
     * them, which sits in the kernel and cannot be stopped otherwise.
     */
    @Override
    public void close() {
        client.shutdownNow();
        try {
            // Whether it is done by then or not makes only the end slower.
            boolean _ = client.awaitTermination(GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server's address. */
    public URI base() {
        return base;
    }

    /** How long an answer may take. */
    public Duration patience() {
        return patience;
    }

    /** A path from its segments, each of which may hold any character but cannot leave its place. */
    public static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw Failure.usage("\"%s\" cannot be a name".formatted(segment), "Give a plain name.");
            }
            path.append('/').append(encoded(segment));
        }
        return path.toString();
    }

    /** A query from names and values in turn. */
    public static String query(List<Map.Entry<String, String>> parameters) {
        StringBuilder query = new StringBuilder();
        for (Map.Entry<String, String> parameter : parameters) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(encoded(parameter.getKey()))
                    .append('=')
                    .append(encoded(parameter.getValue()));
        }
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Reads. */
    public Answer get(String path) {
        return get(path, "application/json");
    }

    /** Reads in a media type. */
    public Answer get(String path, String accept) {
        HttpRequest request = request(path).header("Accept", accept).GET().build();
        try {
            return exchange(request, patience);
        } catch (Broken e) {
            throw broken(e.cause, "Try again in a moment.");
        }
    }

    /** Acts; with no body when {@code json} is empty. */
    public Answer post(String path, String json, Map<String, String> headers) {
        return post(path, json, headers, patience);
    }

    /** Acts, and waits longer than usual. */
    public Answer post(String path, String json, Map<String, String> headers, Duration bound) {
        HttpRequest.Builder request = request(path).header("Accept", "application/json");
        headers.forEach(request::header);
        if (json.isEmpty()) {
            request.POST(BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        }
        return acted(request.build(), bound);
    }

    /** Sends a file whose SHA-256 the server is to check. */
    public Answer put(String path, Path file, long bytes, byte[] sha256) {
        HttpRequest request;
        try {
            request = request(path)
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/octet-stream")
                    .header("Repr-Digest", Digest.header(sha256))
                    .PUT(BodyPublishers.ofFile(file))
                    .build();
        } catch (FileNotFoundException e) {
            throw new Failure(Exit.USAGE, "usage", "There is no file " + file, "Give the path of a file.", e);
        }
        // A megabyte a second is slower than any network that this is used on.
        return acted(request, patience.plusSeconds(bytes >> 20));
    }

    private Answer acted(HttpRequest request, Duration bound) {
        try {
            return exchange(request, bound);
        } catch (Broken e) {
            throw broken(e.cause, "It may have been done or not; look before you repeat it.");
        }
    }

    /**
     * Receives a body into a file that must not exist, and returns its SHA-256.
     *
     * @return the answer's headers, and what was received
     */
    public Received receive(String path, Path file, long largest) {
        HttpRequest request =
                request(path).header("Accept", "application/octet-stream").GET().build();
        AtomicLong moved = new AtomicLong();
        Saving saving = new Saving(file, largest, moved);
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, saving);
        try {
            HttpResponse<byte[]> response = await(request, answer, moved);
            if (response.statusCode() != 200) {
                throw failure(response);
            }
            return new Received(
                    response.headers().firstValue("Repr-Digest").orElse(""),
                    HexFormat.of().formatHex(response.body()),
                    moved.get());
        } catch (Broken e) {
            throw broken(e.cause, "Nothing was kept; try again.");
        } finally {
            answer.cancel(true);
            saving.close();
        }
    }

    /** What was received: the header {@code Repr-Digest}, the SHA-256 of what came in hexadecimal, and how much it was. */
    public record Received(String reprDigest, String sha256, long bytes) {}

    private HttpResponse<byte[]> await(
            HttpRequest request, CompletableFuture<HttpResponse<byte[]>> answer, AtomicLong moved) throws Broken {
        long seen = -1;
        long lastMoved = System.nanoTime();
        while (true) {
            try {
                return answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                long now = moved.get();
                if (now != seen) {
                    seen = now;
                    lastMoved = System.nanoTime();
                } else if (System.nanoTime() - lastMoved > STALL.toNanos()) {
                    throw tooLong(request, STALL, e);
                }
            } catch (ExecutionException e) {
                throw failed(request, e.getCause() == null ? e : e.getCause(), STALL);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    /** Opens a stream of events; the caller closes it. */
    InputStream open(String path, String accept, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = request(path).header("Accept", accept);
        headers.forEach(request::header);
        request.timeout(patience);
        try {
            HttpResponse<InputStream> response =
                    client.send(request.GET().build(), BodyHandlers.limiting(BodyHandlers.ofInputStream(), 1L << 40));
            if (response.statusCode() != 200) {
                try (InputStream body = response.body()) {
                    throw Problems.of(
                            response.statusCode(), response.headers(), body.readNBytes(Math.toIntExact(LARGEST)));
                }
            }
            return response.body();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private Answer exchange(HttpRequest request, Duration bound) throws Broken {
        BodyHandler<byte[]> handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST);
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, handler);
        try {
            HttpResponse<byte[]> response = answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() / 100 != 2) {
                throw failure(response);
            }
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw tooLong(request, bound, e);
        } catch (ExecutionException e) {
            throw failed(request, e.getCause() == null ? e : e.getCause(), bound);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw interrupted(e);
        }
    }

    private Failure failure(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status / 100 == 3) {
            return new Failure(
                    Exit.TROUBLE,
                    "redirected",
                    "The server at %s sends elsewhere (status %d), which is not followed".formatted(base, status),
                    "Give the address that it really has: --url or MAYFLY_URL.");
        }
        return Problems.of(status, response.headers(), response.body());
    }

    private Failure failed(HttpRequest request, Throwable cause, Duration bound) throws Broken {
        if (cause instanceof Failure failure) {
            return failure;
        }
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnresolvedAddressException) {
            return unreachable(base, cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return tooLong(request, bound, cause);
        }
        if (cause instanceof IOException broken) {
            throw new Broken(broken);
        }
        throw new IllegalStateException("The call of " + request.uri().getPath() + " failed", cause);
    }

    private static Failure unreachable(URI base, Throwable cause) {
        return Failure.passing(
                Exit.UNREACHABLE,
                "unreachable",
                "Nothing answers at " + base,
                "Start a server with ./mayfly up, or give the address of one: --url or MAYFLY_URL.",
                cause);
    }

    private static Failure tooLong(HttpRequest request, Duration bound, Throwable cause) {
        return Failure.passing(
                Exit.TIMEOUT,
                "timeout",
                "%s %s got no answer within %d ms"
                        .formatted(request.method(), request.uri().getPath(), bound.toMillis()),
                request.method().equals("GET")
                        ? "Try again, or allow more time with --timeout."
                        : "It may have been done or not; look before you repeat it.",
                cause);
    }

    private static Failure interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new Failure(Exit.INTERRUPTED, "interrupted", "Interrupted", "", cause);
    }

    private Failure broken(IOException cause, String advice) {
        return Failure.passing(
                Exit.TROUBLE,
                "connection-broken",
                "The connection to %s broke before the answer was complete".formatted(base),
                advice,
                cause);
    }

    /** The connection broke: whether anything was done is not known. */
    private static final class Broken extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        private final IOException cause;

        private Broken(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** Headers for a call that may safely be repeated. */
    public static Map<String, String> idempotent(String key) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", key);
        return headers;
    }
}
