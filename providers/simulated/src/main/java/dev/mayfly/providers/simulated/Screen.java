package dev.mayfly.providers.simulated;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A screen that speaks as much RFB (RFC 6143) as a viewer needs: it shows stripes, and moves them when asked for news. */
final class Screen {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 200;
    private static final int PIXEL = 4;

    /** News is a stripe of so many lines, ten times a second. */
    private static final int STRIPE = 8;

    private static final Duration PACE = Duration.ofMillis(100);

    private static final int SET_PIXEL_FORMAT = 0;
    private static final int SET_ENCODINGS = 2;
    private static final int UPDATE_REQUEST = 3;
    private static final int KEY = 4;
    private static final int POINTER = 5;
    private static final int CUT_TEXT = 6;
    private static final int FENCE = 248;

    private final DataInputStream in;
    private final SocketChannel out;
    private int colour;

    private Screen(SocketChannel connection) {
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(connection)));
        out = connection;
    }

    /** Serves one viewer until it goes. */
    static void serve(SocketChannel connection) throws IOException {
        Screen screen = new Screen(connection);
        try {
            screen.greet();
            while (true) {
                screen.answer();
            }
        } catch (EOFException e) {
            connection.close(); // the viewer has gone
        }
    }

    private void greet() throws IOException {
        send(ByteBuffer.wrap("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII)));
        in.skipNBytes(12);
        send(ByteBuffer.wrap(new byte[] {1, 1}));
        in.skipNBytes(1);
        send(ByteBuffer.allocate(4));
        in.skipNBytes(1);
        byte[] name = "Simulated".getBytes(StandardCharsets.US_ASCII);
        send(ByteBuffer.allocate(24 + name.length)
                .putShort((short) WIDTH)
                .putShort((short) HEIGHT)
                .put(new byte[] {32, 24, 0, 1, 0, -1, 0, -1, 0, -1, 16, 8, 0, 0, 0, 0})
                .putInt(name.length)
                .put(name)
                .flip());
    }

    private void answer() throws IOException {
        int type = in.readUnsignedByte();
        switch (type) {
            case SET_PIXEL_FORMAT -> in.skipNBytes(19);
            case SET_ENCODINGS -> {
                in.skipNBytes(1);
                in.skipNBytes(4L * in.readUnsignedShort());
            }
            case UPDATE_REQUEST -> update();
            case KEY -> in.skipNBytes(7);
            case POINTER -> in.skipNBytes(5);
            case CUT_TEXT -> {
                in.skipNBytes(3);
                in.skipNBytes(Math.abs((long) in.readInt()));
            }
            case FENCE -> fence();
            default -> throw new IOException("Simulated: no such message: " + type);
        }
    }

    private void update() throws IOException {
        boolean incremental = in.readBoolean();
        in.skipNBytes(8);
        int lines = HEIGHT;
        if (incremental) {
            lines = STRIPE;
            try {
                Thread.sleep(PACE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Simulated: interrupted", e);
            }
        }
        colour += 0x0f0f0f;
        ByteBuffer picture = ByteBuffer.allocate(16 + WIDTH * lines * PIXEL)
                .putShort((short) 0)
                .putShort((short) 1)
                .putInt(0)
                .putShort((short) WIDTH)
                .putShort((short) lines)
                .putInt(0);
        while (picture.hasRemaining()) {
            picture.putInt(colour);
        }
        send(picture.flip());
    }

    private void fence() throws IOException {
        in.skipNBytes(3);
        int flags = in.readInt();
        byte[] payload = in.readNBytes(in.readUnsignedByte());
        if (flags < 0) {
            send(ByteBuffer.allocate(9 + payload.length)
                    .put((byte) FENCE)
                    .put(new byte[3])
                    .putInt(flags & Integer.MAX_VALUE)
                    .put((byte) payload.length)
                    .put(payload)
                    .flip());
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
