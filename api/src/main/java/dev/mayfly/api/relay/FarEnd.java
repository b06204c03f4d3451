package dev.mayfly.api.relay;

import dev.mayfly.api.rfb.Inlet;
import dev.mayfly.api.rfb.Outlet;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The workspace's side of a relay: a Unix socket of this host. Reading and writing wait, each in a thread of its own. */
public final class FarEnd implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final SocketChannel channel;

    private FarEnd(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects. */
    static FarEnd connect(Path socket) throws IOException {
        return new FarEnd(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /**
     * What the workspace says.
     *
     * @param waiting told before each wait: what was kept may go
     */
    public Inlet inlet(Outlet waiting) {
        ByteBuffer piece = ByteBuffer.allocate(BUFFER);
        return new Inlet() {
            @Override
            protected ByteBuffer next() throws IOException {
                waiting.flush();
                if (channel.read(piece.clear()) < 0) {
                    throw new EOFException("The workspace has closed the connection");
                }
                return piece.flip();
            }
        };
    }

    /** What is said to the workspace, by any thread. */
    public Outlet outlet() {
        ByteBuffer kept = ByteBuffer.allocate(BUFFER);
        return new Outlet() {
            @Override
            public synchronized void write(ByteBuffer bytes) throws IOException {
                while (bytes.hasRemaining()) {
                    if (!kept.hasRemaining()) {
                        flush();
                    }
                    int count = Math.min(kept.remaining(), bytes.remaining());
                    kept.put(bytes.slice(bytes.position(), count));
                    bytes.position(bytes.position() + count);
                }
            }

            @Override
            public synchronized void flush() throws IOException {
                kept.flip();
                while (kept.hasRemaining()) {
                    channel.write(kept);
                }
                kept.clear();
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
