package dev.mayfly.tests.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.tests.crash.Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A page's half of a WebSocket to a desktop or a terminal, opened by a ticket. */
final class Socket implements WebSocket.Listener, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final BlockingQueue<ByteBuffer> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final String session;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private @Nullable WebSocket web;

    private Socket(String session) {
        this.session = session;
    }

    /** Buys a ticket and uses it. */
    static Socket open(Server server, String user, String id, String kind) {
        JsonNode ticket = server.rest()
                .post(user, "/v1/workspaces/" + id + "/tickets", Map.of("kind", kind))
                .expect(201)
                .json();
        String path = kind.toLowerCase(java.util.Locale.ROOT);
        Socket socket = new Socket(ticket.get("session").asText());
        socket.web = CLIENT.newWebSocketBuilder()
                .subprotocols("mayfly." + path, "ticket." + ticket.get("ticket").asText())
                .header("Origin", server.url())
                .buildAsync(
                        URI.create(
                                server.url().replace("http", "ws") + "/v1/workspaces/" + id + "/" + path + "/socket"),
                        socket)
                .join();
        return socket;
    }

    /** Names the connection. */
    String session() {
        return session;
    }

    @Override
    public void onOpen(WebSocket socket) {
        socket.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        heard.add(ByteBuffer.wrap(bytes));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.complete(1006);
    }

    void say(byte[] bytes) {
        Objects.requireNonNull(web).sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Says something to a server that may have closed the connection. */
    void trySay(byte[] bytes) {
        Objects.requireNonNull(web)
                .sendBinary(ByteBuffer.wrap(bytes), true)
                .exceptionally(closedMeanwhile -> Objects.requireNonNull(web))
                .join();
    }

    void say(String text) {
        Objects.requireNonNull(web).sendText(text, true).join();
    }

    /** Whether something comes within that time; it stays to be read. */
    boolean hears(Duration within) {
        if (!piece.hasRemaining()) {
            try {
                ByteBuffer next = heard.poll(within.toMillis(), TimeUnit.MILLISECONDS);
                piece = next == null ? piece : next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted", e);
            }
        }
        return piece.hasRemaining();
    }

    /** The next bytes. */
    ByteBuffer read(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (bytes.hasRemaining()) {
            if (!hears(Duration.ofNanos(Math.max(1, giveUp - System.nanoTime())))) {
                throw new AssertionError(
                        "%d of %d bytes came; closed: %s".formatted(bytes.position(), count, closed.getNow(null)));
            }
            int now = Math.min(bytes.remaining(), piece.remaining());
            bytes.put(piece.slice(piece.position(), now));
            piece.position(piece.position() + now);
        }
        return bytes.flip();
    }

    /** Reads until that was said, and gives all of it. */
    String readUntil(String text) {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(text) < 0) {
            if (!hears(PATIENCE)) {
                throw new AssertionError("It did not come: " + text + "; this did: " + all);
            }
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            all.append(new String(bytes, StandardCharsets.UTF_8));
        }
        return all.toString();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /** With which code the server closed it; waits for that. */
    int closed() {
        try {
            return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("It was not closed", e);
        }
    }

    @Override
    public void close() {
        Objects.requireNonNull(web).abort();
    }
}
