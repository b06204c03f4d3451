package dev.mayfly.api.rfb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** Messages of both sides, as RFC 6143 and the registry of its extensions have them. */
final class Words {
    static final int PROVIDE = 0x10000001;
    static final int NOTIFY = 0x08000001;
    static final int REQUEST = 0x02000001;
    static final int CAPS = 0x1F000001;

    private Words() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] u16(int... values) {
        ByteBuffer all = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            all.putShort((short) value);
        }
        return all.array();
    }

    static byte[] u32(int... values) {
        ByteBuffer all = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            all.putInt(value);
        }
        return all.array();
    }

    // --- of both ----------------------------------------------------------------------------------------------------

    /** 32 bits, 24 of them used, as noVNC asks for. */
    static byte[] format() {
        return join(bytes(32, 24, 0, 1), u16(255, 255, 255), bytes(0, 8, 16, 0, 0, 0));
    }

    static byte[] format8() {
        return join(bytes(8, 8, 0, 1), u16(7, 7, 3), bytes(0, 3, 6, 0, 0, 0));
    }

    static byte[] fence(int flags, int length) {
        return join(bytes(248, 0, 0, 0), u32(flags), bytes(length), new byte[length]);
    }

    static byte[] extended(int type, int flags, byte[] body) {
        return join(bytes(type, 0, 0, 0), u32(-(4 + body.length), flags), body);
    }

    static byte[] packed(byte[] text) {
        Deflater deflater = new Deflater();
        deflater.setInput(text);
        deflater.finish();
        byte[] buffer = new byte[text.length + 100];
        int length = deflater.deflate(buffer);
        deflater.end();
        return java.util.Arrays.copyOf(buffer, length);
    }

    static byte[] text(int type, String text) {
        byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
        return join(bytes(type, 0, 0, 0), u32(content.length), content);
    }

    // --- of viewers -------------------------------------------------------------------------------------------------

    static byte[] setFormat(byte[] format) {
        return join(bytes(0, 0, 0, 0), format);
    }

    static byte[] setEncodings(int... encodings) {
        return join(bytes(2, 0), u16(encodings.length), u32(encodings));
    }

    static byte[] request() {
        return join(bytes(3, 1), u16(0, 0, 640, 480));
    }

    static byte[] key(boolean down, int symbol) {
        return join(bytes(4, down ? 1 : 0, 0, 0), u32(symbol));
    }

    static byte[] qemuKey(boolean down, int symbol, int code) {
        return join(bytes(255, 0), u16(down ? 1 : 0), u32(symbol, code));
    }

    static byte[] pointer(int buttons, int x, int y) {
        return join(bytes(5, buttons), u16(x, y));
    }

    static byte[] continuous() {
        return join(bytes(150, 1), u16(0, 0, 640, 480));
    }

    static byte[] resize(int width, int height) {
        return join(bytes(251, 0), u16(width, height), bytes(1, 0), u32(1), u16(0, 0, width, height), u32(0));
    }

    static byte[] power() {
        return bytes(250, 0, 1, 2);
    }

    static byte[] cutText(String text) {
        return text(6, text);
    }

    // --- of desktops ------------------------------------------------------------------------------------------------

    static byte[] update(byte[]... rectangles) {
        return join(bytes(0, 0), u16(rectangles.length), join(rectangles));
    }

    static byte[] rectangle(int x, int y, int w, int h, int encoding, byte[] content) {
        return join(u16(x, y, w, h), u32(encoding), content);
    }

    static byte[] raw(int w, int h) {
        return rectangle(0, 0, w, h, 0, new byte[w * h * 4]);
    }

    static byte[] tight(int w, int h, byte[] content) {
        return rectangle(0, 0, w, h, 7, content);
    }

    static byte[] greeting(int width, int height) {
        return join(
                "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII),
                bytes(1, 1),
                u32(0),
                u16(width, height),
                format(),
                u32(4),
                "name".getBytes(StandardCharsets.US_ASCII));
    }

    /** What a viewer says until it is let in. */
    static byte[] viewersGreeting() {
        return join("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII), bytes(1, 0));
    }
}
