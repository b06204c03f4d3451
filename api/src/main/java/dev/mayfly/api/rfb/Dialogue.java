package dev.mayfly.api.rfb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the readers of both directions share: the screen's start, the format of pixels, and whether a picture was asked
 * for. The greeting of each side is spoken by the relay itself, so neither sees a byte of the other's.
 */
public final class Dialogue {
    private static final byte[] VERSION = "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII);
    private static final int NO_PASSWORD = 1;
    private static final int START = 24;

    private final int width;
    private final int height;
    private final byte[] start;
    private volatile PixelFormat format;
    private volatile boolean asked;

    private Dialogue(int width, int height, byte[] start, PixelFormat format) {
        this.width = width;
        this.height = height;
        this.start = start;
        this.format = format;
    }

    /**
     * Greets the desktop as a viewer does who shares it with others.
     *
     * @param name what viewers are told in place of the name that the desktop gives itself
     */
    public static Dialogue withDesktop(Inlet in, Outlet out, String name) throws IOException {
        if (!in.read(VERSION.length).equals(ByteBuffer.wrap(VERSION))) {
            throw desktop("The desktop did not greet as RFB 3.8 does");
        }
        out.write(VERSION);
        out.flush();
        boolean open = false;
        for (int kinds = in.u8(); kinds > 0; kinds--) {
            open |= in.u8() == NO_PASSWORD;
        }
        if (!open) {
            throw desktop("The desktop does not let viewers in");
        }
        out.write(new byte[] {NO_PASSWORD});
        out.flush();
        if (in.read(Integer.BYTES).getInt() != 0) {
            throw desktop("The desktop refused the viewer");
        }
        out.write(new byte[] {1}); // shared
        out.flush();
        ByteBuffer start = in.read(START);
        int width = Short.toUnsignedInt(start.getShort());
        int height = Short.toUnsignedInt(start.getShort());
        checkScreen(width, height);
        byte[] pixels = new byte[PixelFormat.LENGTH];
        start.get(pixels);
        PixelFormat format = PixelFormat.read(ByteBuffer.wrap(pixels))
                .orElseThrow(() -> desktop("The desktop has an unknown format of pixels"));
        int length = start.getInt();
        if (length < 0 || length > Limits.NAME) {
            throw desktop("The name of the desktop is too long");
        }
        in.skip(length);
        byte[] ours = name.getBytes(StandardCharsets.UTF_8);
        byte[] told = ByteBuffer.allocate(START + ours.length)
                .putShort((short) width)
                .putShort((short) height)
                .put(pixels)
                .putInt(ours.length)
                .put(ours)
                .array();
        return new Dialogue(width, height, told, format);
    }

    /** Greets the viewer as a desktop does that asks for no password. */
    public void withViewer(Inlet in, Outlet out) throws IOException {
        out.write(VERSION);
        out.flush();
        if (!in.read(VERSION.length).equals(ByteBuffer.wrap(VERSION))) {
            throw new Breach(Side.VIEWER, "The viewer does not speak RFB 3.8");
        }
        out.write(new byte[] {1, NO_PASSWORD});
        out.flush();
        if (in.u8() != NO_PASSWORD) {
            throw new Breach(Side.VIEWER, "The viewer wants another way of signing in than was offered");
        }
        out.write(new byte[Integer.BYTES]);
        out.flush();
        in.u8(); // whether it wants to share: it has to
        out.write(start);
        out.flush();
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    PixelFormat format() {
        return format;
    }

    /** A viewer chooses the format before it asks for the first picture: later nobody could tell which picture has which. */
    void choose(PixelFormat chosen) throws IOException {
        if (asked) {
            throw new Breach(Side.VIEWER, "The viewer changed the format of pixels after it had asked for a picture");
        }
        format = chosen;
    }

    /** The viewer asked for a picture. */
    void ask() {
        asked = true;
    }

    boolean asked() {
        return asked;
    }

    static void checkScreen(int width, int height) throws Breach {
        if (width < 1
                || height < 1
                || width > Limits.SCREEN_SIDE
                || height > Limits.SCREEN_SIDE
                || width * height > Limits.SCREEN_PIXELS) {
            throw desktop("The desktop has a size that no screen has");
        }
    }

    static Breach desktop(String sentence) {
        return new Breach(Side.DESKTOP, sentence);
    }
}
