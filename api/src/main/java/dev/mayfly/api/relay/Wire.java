package dev.mayfly.api.relay;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket's side of a relay. It keeps little of what comes (then the client's bytes wait in its own kernel) and
 * little of what goes (then whoever sends waits), so a client that is slow or sends too much costs bounded memory.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What cannot be sent any more is told by the end of the channel.
public final class Wire extends ChannelInboundHandlerAdapter {
    /** What is kept of what came; a single message may be as large as the route lets it be on top. */
    static final int MOST_ARRIVED = 256 * 1024;

    /** What is on its way to the client. */
    static final int MOST_LEAVING = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);

    /** What a small message costs beside its bytes. */
    private static final int OVERHEAD = 64;

    private static final Duration PING = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** How long the last words may take. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private static final int LONGEST_REASON = 120;

    private final Channel channel;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Queue<Arrived> arrived = new ArrayDeque<>();
    private final Semaphore room = new Semaphore(MOST_LEAVING);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ScheduledFuture<?> pinging;
    private int kept;
    private boolean paused;
    private boolean over;
    private boolean text;
    private volatile long heardAt = System.nanoTime();

    private Wire(Channel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
        pinging = channel.eventLoop()
                .scheduleAtFixedRate(this::ping, PING.toMillis(), PING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes over the connection of a request that has just been upgraded, before the framework's own handler: that one
     * would keep as many pieces of a message as a client cares to send.
     *
     * @param patience how long the client may take nothing of what is sent to it
     */
    public static Wire of(HttpRequest<?> upgraded, Duration patience) {
        ChannelHandlerContext context = ((NettyHttpRequest<?>) upgraded).getChannelHandlerContext();
        Wire wire = new Wire(context.channel(), patience);
        context.pipeline().addBefore(context.name(), "relay", wire);
        return wire;
    }

    // --- from the client --------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            heardAt = System.nanoTime();
            take(frame);
        } finally {
            frame.release();
        }
    }

    private void take(WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame _ -> {
                text = true;
                if (frame.isFinalFragment()) {
                    keep(frame);
                } else {
                    close(CloseCode.UNSUPPORTED, "Text has to come in one piece.");
                }
            }
            case BinaryWebSocketFrame _ -> {
                text = false;
                keep(frame);
            }
            case ContinuationWebSocketFrame _ -> keep(frame);
            case PingWebSocketFrame _ -> {
                // Who asks without listening is not answered.
                if (channel.isWritable()) {
                    channel.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
                }
            }
            case CloseWebSocketFrame close -> {
                if (closing.compareAndSet(false, true)) {
                    channel.writeAndFlush(close.retain());
                }
                finish();
                channel.close();
            }
            default -> {
                // a pong: that it was heard is all that is wanted of it
            }
        }
    }

    private void keep(WebSocketFrame frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame.content());
        lock.lock();
        try {
            arrived.add(new Arrived(text, bytes));
            kept += bytes.length + OVERHEAD;
            if (kept > MOST_ARRIVED && !paused) {
                paused = true;
                channel.config().setAutoRead(false);
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next message; waits for it.
     *
     * @throws EOFException when there is none any more
     */
    public Arrived next() throws IOException {
        lock.lock();
        try {
            while (arrived.isEmpty()) {
                if (over) {
                    throw new EOFException("The client has gone");
                }
                news.await();
            }
            Arrived next = arrived.remove();
            kept -= next.bytes().length + OVERHEAD;
            if (paused && kept < MOST_ARRIVED / 2) {
                paused = false;
                heardAt = System.nanoTime();
                channel.config().setAutoRead(true);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    // --- to the client ----------------------------------------------------------------------------------------------

    /**
     * Sends a binary message, which is not touched any more; waits while too much is on its way.
     *
     * @throws Stalled when the client takes nothing
     */
    public void send(byte[] bytes) throws IOException {
        int size = Math.min(bytes.length, MOST_LEAVING);
        try {
            if (!room.tryAcquire(size, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Stalled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
        if (closing.get()) {
            room.release(size);
            throw new EOFException("The client has gone");
        }
        channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)))
                .addListener(sent -> room.release(size));
    }

    /** Pings keep what is between awake, and tell whether the client is still there. */
    private void ping() {
        if (closing.get()) {
            return;
        }
        if (!paused && System.nanoTime() - heardAt > SILENCE.toNanos()) {
            close(CloseCode.TOO_MUCH, "The client did not answer for a minute.");
        } else if (channel.isWritable()) {
            channel.writeAndFlush(new PingWebSocketFrame());
        }
    }

    // --- the end ----------------------------------------------------------------------------------------------------

    /** Closes it; the first reason counts. Returns at once. */
    public void close(CloseCode code, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        String told = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        channel.writeAndFlush(new CloseWebSocketFrame(code.number(), told)).addListener(sent -> channel.close());
        // A client that reads nothing would keep the last words, too.
        channel.eventLoop().schedule(() -> channel.close(), CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        finish();
    }

    /** Whether it was closed, by whomever, or is within that time. */
    public boolean closedWithin(Duration time) {
        try {
            return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing.set(true);
        finish();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, @Nullable Throwable cause) {
        LOG.debug("A WebSocket broke off", cause);
        context.close();
    }

    private void finish() {
        pinging.cancel(false);
        lock.lock();
        try {
            over = true;
            arrived.clear();
            news.signalAll();
        } finally {
            lock.unlock();
        }
        ended.countDown();
    }

    /** The client takes nothing of what is sent to it. */
    static final class Stalled extends IOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Stalled() {
            super("The client takes nothing");
        }
    }
}
