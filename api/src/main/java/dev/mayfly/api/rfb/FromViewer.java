package dev.mayfly.api.rfb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.BooleanSupplier;

/**
 * Reads what a viewer says and passes on what it may say: pictures it may always ask for; keys, pointer, sizes and text
 * are let through only from the one who controls, and text only where the template lets it in.
 */
public final class FromViewer {
    private static final int SET_PIXEL_FORMAT = 0;
    private static final int SET_ENCODINGS = 2;
    private static final int UPDATE_REQUEST = 3;
    private static final int KEY = 4;
    private static final int POINTER = 5;
    private static final int CUT_TEXT = 6;
    private static final int CONTINUOUS_UPDATES = 150;
    private static final int FENCE = 248;
    private static final int POWER = 250;
    private static final int SET_DESKTOP_SIZE = 251;
    private static final int QEMU = 255;

    private static final int SCREEN = 16;

    private final Inlet in;
    private final Outlet out;
    private final Dialogue dialogue;
    private final Rights rights;

    /** What holds down a key, written as the message that lets go of it. */
    private final SequencedSet<ByteBuffer> held = new LinkedHashSet<>();

    private int buttons;
    private int place;

    /** From {@code in} to {@code out}. */
    public FromViewer(Inlet in, Outlet out, Dialogue dialogue, Rights rights) {
        this.in = in;
        this.out = out;
        this.dialogue = dialogue;
        this.rights = rights;
    }

    /** Reads one message. */
    public void read() throws IOException {
        int type = in.u8();
        switch (type) {
            case SET_PIXEL_FORMAT -> pixelFormat();
            case SET_ENCODINGS -> encodings();
            case UPDATE_REQUEST, CONTINUOUS_UPDATES -> {
                ByteBuffer body = in.read(9);
                dialogue.ask();
                tell(() -> true, message(type, body));
            }
            case KEY -> key(type, 7, 0);
            case POINTER -> pointer();
            case CUT_TEXT -> cutText();
            case FENCE -> fence();
            case POWER -> in.skip(3); // a workspace ends otherwise
            case SET_DESKTOP_SIZE -> desktopSize();
            case QEMU -> {
                if (in.u8() != 0) {
                    throw breach("The viewer sent a message that no desktop here knows");
                }
                key(type, 10, 1);
            }
            default -> throw breach("The viewer sent a message that no desktop here knows");
        }
    }

    /** Lets go of whatever is held down once the viewer does not control any more. From any thread. */
    public synchronized void letGo() throws IOException {
        release();
        out.flush();
    }

    /** A message is told as a whole or not at all, by what its sender may do at that moment. */
    private synchronized boolean tell(BooleanSupplier allowed, ByteBuffer... message) throws IOException {
        release();
        if (!allowed.getAsBoolean()) {
            return false;
        }
        for (ByteBuffer part : message) {
            out.write(part);
        }
        return true;
    }

    private void release() throws IOException {
        if (rights.mayControl()) {
            return;
        }
        for (ByteBuffer release : held) {
            out.write(release.duplicate());
        }
        held.clear();
        if (buttons != 0) {
            buttons = 0;
            out.write(pointer(0, place));
        }
    }

    private void pixelFormat() throws IOException {
        ByteBuffer body = in.read(3 + PixelFormat.LENGTH);
        PixelFormat chosen = PixelFormat.read(body.duplicate().position(3))
                .orElseThrow(() -> breach("The viewer chose an unknown format of pixels"));
        dialogue.choose(chosen);
        tell(() -> true, message(SET_PIXEL_FORMAT, body));
    }

    private void encodings() throws IOException {
        in.skip(1);
        int count = Short.toUnsignedInt(in.read(Short.BYTES).getShort());
        if (count > Limits.ENCODINGS) {
            throw breach("The viewer asked for too many encodings");
        }
        ByteBuffer asked = in.read(count * Integer.BYTES);
        ByteBuffer kept = ByteBuffer.allocate(asked.capacity());
        while (asked.hasRemaining()) {
            int encoding = asked.getInt();
            boolean clipboard = encoding == Encoding.CLIPBOARD && (rights.clipboardIn() || rights.clipboardOut());
            if (clipboard || Encoding.mayBeAskedFor(encoding)) {
                kept.putInt(encoding);
            }
        }
        kept.flip();
        tell(
                () -> true,
                ByteBuffer.allocate(4 + kept.remaining())
                        .put((byte) SET_ENCODINGS)
                        .put((byte) 0)
                        .putShort((short) (kept.remaining() / Integer.BYTES))
                        .put(kept)
                        .flip());
    }

    /**
     * A key goes down or up.
     *
     * @param length what is still to be read of the message
     * @param sub how many bytes of zero stand between the type and that
     */
    private void key(int type, int length, int sub) throws IOException {
        ByteBuffer body = in.read(length);
        ByteBuffer message = ByteBuffer.allocate(1 + sub + length).put((byte) type);
        message.position(1 + sub);
        message.put(body).flip();
        boolean down = length == 7 ? message.get(1) != 0 : message.getShort(2) != 0;
        ByteBuffer release =
                ByteBuffer.allocate(message.limit()).put(message.duplicate()).flip();
        release.put(1 + sub, (byte) 0);
        release.put(sub == 0 ? 1 : 3, (byte) 0);
        if (tell(() -> rights.mayControl() && hold(release, down), message)) {
            rights.used();
        }
    }

    private boolean hold(ByteBuffer release, boolean down) {
        if (!down) {
            held.remove(release);
            return true;
        }
        // Nobody has so many fingers.
        return held.contains(release) || (held.size() < Limits.HELD_KEYS && held.add(release));
    }

    private void pointer() throws IOException {
        ByteBuffer body = in.read(5);
        int pressed = Byte.toUnsignedInt(body.get(0));
        int at = body.getInt(1);
        // Only this thread moves it, but for letting go of it once the control is lost.
        boolean moved = pressed != buttons || at != place;
        if (tell(() -> rights.mayControl() && press(pressed, at), pointer(pressed, at)) && moved) {
            rights.used();
        }
    }

    private boolean press(int pressed, int at) {
        buttons = pressed;
        place = at;
        return true;
    }

    private static ByteBuffer pointer(int buttons, int place) {
        return ByteBuffer.allocate(6)
                .put((byte) POINTER)
                .put((byte) buttons)
                .putInt(place)
                .flip();
    }

    /** A negative length tells of the extension. */
    private void cutText() throws IOException {
        in.skip(3);
        int length = in.read(Integer.BYTES).getInt();
        if (length == Integer.MIN_VALUE || Math.abs(length) > Limits.CLIPBOARD) {
            throw breach("The viewer sent a text that is too long");
        }
        if (length >= 0) {
            tell(() -> rights.mayControl() && rights.clipboardIn(), header(length), in.read(length));
            return;
        }
        if (-length < Integer.BYTES) {
            throw breach("The viewer sent a message about the clipboard that is too short");
        }
        ByteBuffer body = in.read(-length);
        tell(
                () -> switch (Clipboard.way(body)) {
                    case NEITHER -> rights.clipboardIn() || rights.clipboardOut();
                    case GIVES -> rights.mayControl() && rights.clipboardIn();
                    case ASKS -> rights.mayControl() && rights.clipboardOut();
                    case UNKNOWN -> false;
                },
                header(length),
                body);
    }

    private static ByteBuffer header(int length) {
        return ByteBuffer.allocate(8).putInt(CUT_TEXT << 24).putInt(length).flip();
    }

    private void fence() throws IOException {
        ByteBuffer head = in.read(8);
        int length = Byte.toUnsignedInt(head.get(7));
        if (length > Limits.FENCE) {
            throw breach("The viewer sent a fence that is too long");
        }
        tell(() -> true, message(FENCE, head), in.read(length));
    }

    private void desktopSize() throws IOException {
        ByteBuffer head = in.read(7);
        int width = Short.toUnsignedInt(head.getShort(1));
        int height = Short.toUnsignedInt(head.getShort(3));
        int screens = Byte.toUnsignedInt(head.get(5));
        if (screens > Limits.SCREENS) {
            throw breach("The viewer asked for too many screens");
        }
        ByteBuffer body = in.read(screens * SCREEN);
        boolean fits = width >= Limits.LEAST_ASKED_SIDE
                && height >= Limits.LEAST_ASKED_SIDE
                && width <= Limits.MOST_ASKED_WIDTH
                && height <= Limits.MOST_ASKED_HEIGHT;
        tell(() -> fits && rights.mayControl(), message(SET_DESKTOP_SIZE, head), body);
    }

    private static ByteBuffer message(int type, ByteBuffer body) {
        return ByteBuffer.allocate(1 + body.capacity())
                .put((byte) type)
                .put(body.duplicate().clear())
                .flip();
    }

    private static Breach breach(String sentence) {
        return new Breach(Side.VIEWER, sentence);
    }
}
