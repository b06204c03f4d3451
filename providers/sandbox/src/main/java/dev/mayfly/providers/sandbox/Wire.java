package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.providers.spi.Progress;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A connection into a sandbox. Whoever is at the other end may be hostile: every read has a size that we choose and a
 * time at which it ends, and a trickle of bytes does not lengthen it.
 */
final class Wire implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final long TELL_EVERY_MILLIS = 500;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long giveUp;
    private final Progress progress;
    private final String doing;
    private final ByteBuffer arrived = ByteBuffer.allocate(BUFFER).limit(0);

    private Wire(SocketChannel channel, Selector selector, long giveUp, Progress progress, String doing)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.giveUp = giveUp;
        this.progress = progress;
        this.doing = doing;
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    /**
     * Connects to a socket of the host's.
     *
     * @param within the time for everything that is done over this connection
     * @param doing told to {@code progress} while it lasts
     * @throws IOException when nobody listens there
     */
    static Wire connect(Path socket, Duration within, Progress progress, String doing) throws IOException {
        long giveUp = System.nanoTime() + within.toNanos();
        Selector selector = Selector.open();
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            try {
                return new Wire(channel, selector, giveUp, progress, doing);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
    }

    /** Sends all of {@code bytes}. */
    void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /** Reads up to {@code limit} bytes; -1 at the end of the stream. */
    int read(byte[] target, int offset, int limit) throws IOException {
        if (!arrived.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(limit, arrived.remaining());
        arrived.get(target, offset, count);
        return count;
    }

    /** Reads exactly {@code count} bytes. */
    byte[] readExactly(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int read = read(bytes, done, count - done);
            if (read < 0) {
                throw nonsense("the answer ended after %d of %d bytes".formatted(done, count));
            }
            done += read;
        }
        return bytes;
    }

    /** Reads a line of at most {@code limit} bytes, without its end. */
    String readLine(int limit) throws IOException {
        byte[] line = new byte[limit];
        int length = 0;
        while (true) {
            if (!arrived.hasRemaining() && !fill()) {
                throw nonsense("the answer ended in the middle of a line");
            }
            byte next = arrived.get();
            if (next == '\n') {
                return new String(line, 0, length, StandardCharsets.UTF_8);
            }
            if (length == limit) {
                throw nonsense("a line of the answer is longer than %d bytes".formatted(limit));
            }
            line[length++] = next;
        }
    }

    private boolean fill() throws IOException {
        arrived.clear();
        while (true) {
            int count = channel.read(arrived);
            if (count != 0) {
                arrived.flip();
                return count > 0;
            }
            await(SelectionKey.OP_READ);
        }
    }

    /** Waits until the channel is ready, telling so meanwhile, and gives up when the time is over. */
    private void await(int operation) throws IOException {
        key.interestOps(operation);
        while (true) {
            long left = (giveUp - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new MayflyException(ErrorCode.PROVIDER_FAILED, doing + ": the sandbox did not answer in time");
            }
            selector.select(Math.max(1, Math.min(left, TELL_EVERY_MILLIS)));
            if (Thread.currentThread().isInterrupted()) {
                throw new MayflyException(ErrorCode.PROVIDER_FAILED, doing + ": the work was interrupted");
            }
            boolean ready = selector.selectedKeys().remove(key);
            progress.report(doing);
            if (ready) {
                return;
            }
        }
    }

    /** What came makes no sense; nothing of it is repeated, for it may be hostile. */
    static MayflyException nonsense(String what) {
        return new MayflyException(ErrorCode.PROVIDER_FAILED, "the sandbox's agent answered nonsense: " + what);
    }

    @Override
    public void close() throws IOException {
        try (selector;
                channel) {
            key.cancel();
        }
    }
}
