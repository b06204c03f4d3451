package dev.mayfly.providers.contract;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Timer;
import java.util.TimerTask;

/** A connection to a socket of a driver's that a test speaks over; it breaks off after half a minute. */
public final class Connection implements AutoCloseable {
    private static final long LONGEST_MILLIS = 30_000;
    private static final int PIECE = 4_000;
    private static final Timer TIMER = new Timer(true);

    private final SocketChannel channel;
    private final DataInputStream in;

    private Connection(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
    }

    /** Connects. */
    public static Connection to(Path socket) throws IOException {
        Connection connection = new Connection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        TIMER.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        connection.close();
                    }
                },
                LONGEST_MILLIS);
        return connection;
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    /** Reads exactly so many bytes. */
    public byte[] read(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    /** Types into a terminal. */
    public void type(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(bytes.length)
                .put(bytes)
                .array());
    }

    /** Types a long text, as somebody does who pastes it. */
    public void typeInPieces(String text) {
        try {
            for (int at = 0; at < text.length(); at += PIECE) {
                type(text.substring(at, Math.min(text.length(), at + PIECE)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells a terminal its size. */
    public void resize(int columns, int rows) throws IOException {
        send(ByteBuffer.allocate(9)
                .put((byte) 1)
                .putInt(4)
                .putShort((short) columns)
                .putShort((short) rows)
                .array());
    }

    /** Reads until what was read contains {@code text}, and gives all of it. */
    public String readUntil(String text) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] piece = new byte[PIECE];
        while (all.indexOf(text, Math.max(0, all.length() - PIECE - text.length())) < 0) {
            int count = in.read(piece);
            if (count < 0) {
                throw new EOFException("It ended after: " + all);
            }
            all.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
