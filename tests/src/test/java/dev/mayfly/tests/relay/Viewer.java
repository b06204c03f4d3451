package dev.mayfly.tests.relay;

import dev.mayfly.tests.crash.Server;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Somebody who looks at a desktop: RFB 3.8 with pictures as they are. */
final class Viewer implements AutoCloseable {
    static final int ENTER = 0xFF0D;
    static final int SHIFT = 0xFFE1;
    static final int INSERT = 0xFF63;

    private static final int RAW = 0;
    private static final int EXTENDED_DESKTOP_SIZE = -308;
    private static final int PIXEL = 4;

    private final Socket socket;
    private final List<String> texts = new ArrayList<>();
    private int width;
    private int height;
    private int[] pixels;

    private Viewer(Socket socket) {
        this.socket = socket;
        byte[] version = "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII);
        socket.read(version.length);
        socket.say(version);
        socket.read(2);
        socket.say(new byte[] {1});
        socket.read(4);
        socket.say(new byte[] {1});
        ByteBuffer start = socket.read(24);
        width = start.getShort(0);
        height = start.getShort(2);
        pixels = new int[width * height];
        socket.read(start.getInt(20));
        socket.say(ByteBuffer.allocate(12)
                .put((byte) 2)
                .put((byte) 0)
                .putShort((short) 2)
                .putInt(RAW)
                .putInt(EXTENDED_DESKTOP_SIZE)
                .array());
    }

    /** Opens a desktop and speaks until a picture could be asked for. */
    static Viewer open(Server server, String user, String id) {
        return new Viewer(Socket.open(server, user, id, "DESKTOP"));
    }

    Socket socket() {
        return socket;
    }

    String session() {
        return socket.session();
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** How many different colours there are. */
    long colours() {
        return Arrays.stream(pixels).distinct().count();
    }

    /** What is on the screen, to be compared. */
    int[] picture() {
        return pixels.clone();
    }

    /** Asks for the whole picture and waits for it. */
    void look() {
        ask(false);
        while (true) {
            Came came = message();
            if (came == Came.PICTURE) {
                return;
            }
            if (came == Came.SIZE) {
                // Xtigervnc answers with the size first, and has the picture for whoever asks once more.
                ask(true);
            }
        }
    }

    /** What a message was. */
    private enum Came {
        PICTURE,
        SIZE,
        OTHER
    }

    private void ask(boolean changesOnly) {
        socket.say(ByteBuffer.allocate(10)
                .put((byte) 3)
                .put((byte) (changesOnly ? 1 : 0))
                .putInt(0)
                .putShort((short) width)
                .putShort((short) height)
                .array());
    }

    /** What the desktop says within that time is taken in. */
    void listen(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (socket.hears(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
            message();
        }
    }

    /** The texts of the clipboard that have come. */
    List<String> texts() {
        return texts;
    }

    /** Reads one message. */
    private Came message() {
        int type = socket.read(1).get();
        switch (type) {
            case 0 -> {
                int rectangles = socket.read(3).getShort(1);
                Came came = Came.SIZE;
                for (int i = 0; i < rectangles; i++) {
                    if (rectangle(socket.read(12)) == RAW) {
                        came = Came.PICTURE;
                    }
                }
                return came;
            }
            case 2 -> {
                return Came.OTHER;
            }
            case 3 -> {
                int length = socket.read(7).getInt(3);
                texts.add(new String(socket.read(length).array(), StandardCharsets.ISO_8859_1));
                return Came.OTHER;
            }
            default -> throw new AssertionError("an unknown message came: " + type);
        }
    }

    private int rectangle(ByteBuffer head) {
        int x = head.getShort(0);
        int y = head.getShort(2);
        int w = head.getShort(4);
        int h = head.getShort(6);
        switch (head.getInt(8)) {
            case RAW -> {
                for (int row = 0; row < h; row++) {
                    socket.read(w * PIXEL).asIntBuffer().get(pixels, (y + row) * width + x, w);
                }
            }
            case EXTENDED_DESKTOP_SIZE -> {
                int screens = socket.read(4).get(0);
                socket.read(screens * 16);
                if (w != width || h != height) {
                    width = w;
                    height = h;
                    pixels = new int[w * h];
                }
            }
            default -> throw new AssertionError("an unknown encoding came: " + head.getInt(8));
        }
        return head.getInt(8);
    }

    /** Presses keys one after the other; those of letters are their codes. */
    void type(String text) {
        text.chars().forEach(key -> press(key == '\n' ? ENTER : key));
    }

    void press(int key) {
        key(key, true);
        key(key, false);
    }

    void key(int key, boolean down) {
        socket.say(ByteBuffer.allocate(8)
                .put((byte) 4)
                .put((byte) (down ? 1 : 0))
                .putShort((short) 0)
                .putInt(key)
                .array());
    }

    void click(int x, int y) {
        for (byte buttons : new byte[] {0, 1, 0}) {
            socket.say(ByteBuffer.allocate(6)
                    .put((byte) 5)
                    .put(buttons)
                    .putShort((short) x)
                    .putShort((short) y)
                    .array());
        }
    }

    /** Has a text in its clipboard. */
    void copy(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        socket.say(ByteBuffer.allocate(8 + bytes.length)
                .putInt(6 << 24)
                .putInt(bytes.length)
                .put(bytes)
                .array());
    }

    void resize(int w, int h) {
        socket.say(ByteBuffer.allocate(24)
                .put((byte) 251)
                .put((byte) 0)
                .putShort((short) w)
                .putShort((short) h)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(0)
                .putInt(0)
                .putShort((short) w)
                .putShort((short) h)
                .putInt(0)
                .array());
    }

    @Override
    public void close() {
        socket.close();
    }
}
