package dev.mayfly.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A viewer of a desktop: RFB 3.8 with pictures as they are, and fences, which a desktop answers at once. */
final class Viewer implements AutoCloseable {
    private static final int RAW = 0;
    private static final int FENCES = -312;
    private static final int PICTURE = 0;
    private static final int BELL = 2;
    private static final int TEXT = 3;
    private static final int END_OF_CONTINUOUS_UPDATES = 150;
    private static final int FENCE = 248;
    private static final int ANSWER_WANTED = 1 << 31;
    private static final int PIXEL = 4;

    private final Line line;

    Viewer(Line line) throws IOException {
        this.line = line;
        byte[] version = "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII);
        line.read(version.length);
        line.send(version);
        line.read(line.read(1).get(0));
        line.send(new byte[] {1});
        line.read(4);
        line.send(new byte[] {1});
        line.read(line.read(24).getInt(20));
        line.send(ByteBuffer.allocate(12)
                .put((byte) 2)
                .put((byte) 0)
                .putShort((short) 2)
                .putInt(RAW)
                .putInt(FENCES)
                .array());
    }

    /** Says something that the desktop answers at once, and waits for the answer. */
    void ping() throws IOException {
        line.send(ByteBuffer.allocate(10)
                .put((byte) FENCE)
                .put(new byte[3])
                .putInt(ANSWER_WANTED)
                .put((byte) 1)
                .put((byte) 7)
                .array());
        while (message() != FENCE) {
            // something else came first
        }
    }

    /** Asks for that part of the picture, from the upper left corner. */
    void ask(int width, int height) throws IOException {
        line.send(ByteBuffer.allocate(10)
                .put((byte) 3)
                .put((byte) 0)
                .putInt(0)
                .putShort((short) width)
                .putShort((short) height)
                .array());
    }

    /** Asks for a part and waits for it. */
    void look(int width, int height) throws IOException {
        ask(width, height);
        while (message() != PICTURE) {
            // something else came first
        }
    }

    /** Reads one message and tells its type; questions of the desktop's are answered and told as -1. */
    private int message() throws IOException {
        int type = Byte.toUnsignedInt(line.read(1).get(0));
        switch (type) {
            case PICTURE -> {
                int rectangles = line.read(3).getShort(1);
                for (int i = 0; i < rectangles; i++) {
                    ByteBuffer head = line.read(12);
                    if (head.getInt(8) != RAW) {
                        throw new IOException("An encoding came that was not asked for");
                    }
                    line.read(head.getShort(4) * head.getShort(6) * PIXEL);
                }
            }
            case BELL, END_OF_CONTINUOUS_UPDATES -> {
                // no more of it
            }
            case TEXT -> line.read(line.read(7).getInt(3));
            case FENCE -> {
                ByteBuffer head = line.read(8);
                byte length = head.get(7);
                ByteBuffer said = line.read(length);
                if ((head.getInt(3) & ANSWER_WANTED) != 0) {
                    line.send(ByteBuffer.allocate(9 + length)
                            .put((byte) FENCE)
                            .put(head)
                            .put(said)
                            .putInt(4, head.getInt(3) & ~ANSWER_WANTED)
                            .array());
                    return -1;
                }
            }
            default -> throw new IOException("An unknown message came: " + type);
        }
        return type;
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
