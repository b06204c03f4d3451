package dev.mayfly.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Bytes to a desktop and from it: over its socket itself, or through the relay as a browser does. */
interface Line extends AutoCloseable {
    void send(byte[] bytes) throws IOException;

    /** The next bytes, exactly so many. */
    ByteBuffer read(int count) throws IOException;

    @Override
    void close() throws IOException;

    /** Connects to the desktop's own socket. */
    static Line direct(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024));
        return new Line() {
            @Override
            public void send(byte[] bytes) throws IOException {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }

            @Override
            public ByteBuffer read(int count) throws IOException {
                byte[] bytes = new byte[count];
                in.readFully(bytes);
                return ByteBuffer.wrap(bytes);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** Connects by a ticket. */
    static Relayed relayed(int port, String id, String ticket) {
        Relayed line = new Relayed();
        line.web.complete(Relayed.HTTP
                .newWebSocketBuilder()
                .subprotocols("mayfly.desktop", "ticket." + ticket)
                .header("Origin", "http://127.0.0.1:" + port)
                .buildAsync(URI.create("ws://127.0.0.1:%d/v1/workspaces/%s/desktop/socket".formatted(port, id)), line)
                .join());
        return line;
    }

    /** Through the relay. */
    final class Relayed implements Line, WebSocket.Listener {
        private static final HttpClient HTTP =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private static final int PATIENCE_SECONDS = 60;
        private static final CompletionStage<?> DONE = CompletableFuture.completedStage("done");

        private final BlockingQueue<ByteBuffer> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<WebSocket> web = new CompletableFuture<>();
        private ByteBuffer piece = ByteBuffer.allocate(0);

        private Relayed() {}

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            heard.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
            return DONE;
        }

        @Override
        public void send(byte[] bytes) {
            web.join().sendBinary(ByteBuffer.wrap(bytes), true).join();
        }

        /** Asks for one message at a time: one that is not read stays with the server. */
        @Override
        public ByteBuffer read(int count) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(count);
            try {
                while (bytes.hasRemaining()) {
                    if (!piece.hasRemaining()) {
                        web.join().request(1);
                        ByteBuffer next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                        if (next == null) {
                            throw new EOFException("Nothing came");
                        }
                        piece = next;
                    }
                    int now = Math.min(bytes.remaining(), piece.remaining());
                    bytes.put(piece.slice(piece.position(), now));
                    piece.position(piece.position() + now);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted", e);
            }
            return bytes.flip();
        }

        @Override
        public void close() {
            web.join().abort();
        }
    }
}
