package dev.mayfly.api.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A browser's half of a desktop or a terminal. */
public final class Socket implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final boolean listening;
    private @Nullable WebSocket socket;
    private int taken;

    private Socket(boolean listening) {
        this.listening = listening;
    }

    /** How it was closed. */
    public record Closed(int code, String reason) {}

    /** How the server refused it. */
    public static final class Refused extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        private final int status;

        private Refused(int status) {
            super("refused with " + status);
            this.status = status;
        }

        /** The status. */
        public int status() {
            return status;
        }
    }

    /** Buys a ticket of that kind and opens its socket, as a page of the server does. */
    public static Socket open(Running api, String user, String id, String kind) {
        return open(api, id, kind, ticket(api, user, id, kind).at("ticket"), api.origin(), true);
    }

    /** Buys a ticket. */
    public static Http.Answer ticket(Running api, String user, String id, String kind) {
        return api.as(user).post("/v1/workspaces/" + id + "/tickets", "{\"kind\": \"%s\"}".formatted(kind));
    }

    /** Opens a socket. */
    public static Socket open(
            Running api,
            String id,
            String kind,
            String ticket,
            @Nullable String origin,
            boolean listening,
            String... headers) {
        String path = kind.toLowerCase(java.util.Locale.ROOT);
        Socket made = new Socket(listening);
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .subprotocols("mayfly." + path, "ticket." + ticket);
        if (origin != null) {
            builder.header("Origin", origin);
        }
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        URI uri = URI.create(
                "%s/v1/workspaces/%s/%s/socket".formatted(api.origin().replace("http", "ws"), id, path));
        try {
            made.socket = builder.buildAsync(uri, made).join();
            if (!made.web().getSubprotocol().equals("mayfly." + path)) {
                throw new AssertionError("the subprotocol is " + made.web().getSubprotocol());
            }
            return made;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new Refused(refused.getResponse().statusCode());
            }
            throw e;
        }
    }

    private WebSocket web() {
        return java.util.Objects.requireNonNull(socket);
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        if (listening) {
            webSocket.request(Long.MAX_VALUE);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        synchronized (heard) {
            heard.writeBytes(bytes);
            heard.notifyAll();
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(new Closed(1006, String.valueOf(error)));
    }

    /** Asks for so many messages more; for one that does not listen by itself. */
    public void ask(int messages) {
        web().request(messages);
    }

    /** Goes on listening after all. */
    public void listen() {
        web().request(Long.MAX_VALUE);
    }

    /** Sends a binary message. */
    public Socket say(byte[] bytes) {
        web().sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** Sends a text message. */
    public Socket say(String text) {
        web().sendText(text, true).join();
        return this;
    }

    /** Whether another message could be sent at once. */
    public boolean trySay(byte[] bytes) {
        try {
            web().sendBinary(ByteBuffer.wrap(bytes), true).get(2, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Speaks a viewer's part of the greeting, and gives the screen's start. */
    public byte[] greet() {
        hear(12);
        say("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        hear(2);
        say(new byte[] {1});
        hear(4);
        say(new byte[] {1});
        byte[] start = hear(24);
        hear(ByteBuffer.wrap(start).getInt(20));
        return start;
    }

    /** The next bytes that come. */
    public byte[] hear(int count) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        synchronized (heard) {
            while (heard.size() < taken + count) {
                long left = (giveUp - System.nanoTime()) / 1_000_000;
                if (left <= 0 || closed.isDone()) {
                    throw new AssertionError("%d of %d bytes came; closed: %s"
                            .formatted(heard.size() - taken, count, closed.getNow(null)));
                }
                try {
                    heard.wait(Math.min(left, 100));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
            byte[] bytes = Arrays.copyOfRange(heard.toByteArray(), taken, taken + count);
            taken += count;
            return bytes;
        }
    }

    /** How many bytes have come. */
    public int heard() {
        synchronized (heard) {
            return heard.size();
        }
    }

    /** Waits until the server closes it. */
    public Closed closed() {
        try {
            return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("It was not closed", e);
        }
    }

    /** Whether it is open. */
    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        if (!closed.isDone()) {
            web().sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(e -> web());
        }
        web().abort();
    }
}
