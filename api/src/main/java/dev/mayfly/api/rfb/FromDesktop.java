package dev.mayfly.api.rfb;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads what a desktop says and passes on what it may say: pictures in the encodings that are known here, each within
 * the screen; text of the clipboard only to the one who controls, and only where the template lets it out.
 */
public final class FromDesktop {
    private static final int UPDATE = 0;
    private static final int BELL = 2;
    private static final int CUT_TEXT = 3;
    private static final int END_OF_CONTINUOUS_UPDATES = 150;
    private static final int FENCE = 248;

    /** So many rectangles mean that a last one will tell the end. */
    private static final int UNTIL_LAST = 0xFFFF;

    private static final int SCREEN = 16;
    private static final int BY_VIEWER = 1;

    private static final int TIGHT_FILL = 0x8;
    private static final int TIGHT_JPEG = 0x9;
    private static final int TIGHT_FILTERED = 0x4;
    private static final int TIGHT_PALETTE = 1;
    private static final int TIGHT_GRADIENT = 2;

    /** Shorter data are not packed. */
    private static final int TIGHT_LEAST_PACKED = 12;

    private final Inlet in;
    private final Outlet out;
    private final Dialogue dialogue;
    private final Rights rights;
    private int width;
    private int height;

    /** From {@code in} to {@code out}. */
    public FromDesktop(Inlet in, Outlet out, Dialogue dialogue, Rights rights) {
        this.in = in;
        this.out = out;
        this.dialogue = dialogue;
        this.rights = rights;
        width = dialogue.width();
        height = dialogue.height();
    }

    /** Reads one message. */
    public void read() throws IOException {
        int type = in.u8();
        switch (type) {
            case UPDATE -> update();
            case BELL, END_OF_CONTINUOUS_UPDATES -> out.write(new byte[] {(byte) type});
            case CUT_TEXT -> cutText();
            case FENCE -> fence();
            default -> throw Dialogue.desktop("The desktop sent a message that was not asked for");
        }
    }

    private void update() throws IOException {
        if (!dialogue.asked()) {
            throw Dialogue.desktop("The desktop sent a picture that nobody had asked for");
        }
        PixelFormat format = dialogue.format();
        ByteBuffer head = in.read(3);
        out.write(new byte[] {UPDATE});
        out.write(head.duplicate());
        int rectangles = Short.toUnsignedInt(head.getShort(1));
        // A desktop that never tells the end only says more, and the viewer takes it at its own pace.
        for (int i = 0; i < rectangles || rectangles == UNTIL_LAST; i++) {
            if (!rectangle(format)) {
                return;
            }
        }
    }

    /** Whether another may follow. */
    private boolean rectangle(PixelFormat format) throws IOException {
        ByteBuffer head = in.read(12);
        int x = Short.toUnsignedInt(head.getShort(0));
        int y = Short.toUnsignedInt(head.getShort(2));
        int w = Short.toUnsignedInt(head.getShort(4));
        int h = Short.toUnsignedInt(head.getShort(6));
        Encoding encoding = Encoding.of(head.getInt(8))
                .orElseThrow(() -> Dialogue.desktop("The desktop used an encoding that was not asked for"));
        switch (encoding) {
            case RAW -> {
                within(x, y, w, h);
                out.write(head);
                in.pass((long) w * h * format.bytes(), out);
            }
            case COPY -> {
                within(x, y, w, h);
                ByteBuffer from = in.read(4);
                within(Short.toUnsignedInt(from.getShort(0)), Short.toUnsignedInt(from.getShort(2)), w, h);
                out.write(head);
                out.write(from);
            }
            case TIGHT -> {
                within(x, y, w, h);
                out.write(head);
                tight(format, w, h);
            }
            case CURSOR -> {
                if (w > Limits.CURSOR_SIDE || h > Limits.CURSOR_SIDE) {
                    throw Dialogue.desktop("The desktop's pointer is too large");
                }
                out.write(head);
                in.pass((long) w * h * format.bytes() + (long) (w + 7) / 8 * h, out);
            }
            case DESKTOP_SIZE -> {
                resize(w, h);
                out.write(head);
            }
            case EXTENDED_DESKTOP_SIZE -> {
                ByteBuffer screens = in.read(4);
                int count = Byte.toUnsignedInt(screens.get(0));
                if (count > Limits.SCREENS) {
                    throw Dialogue.desktop("The desktop has too many screens");
                }
                // A wish that was refused changes nothing, whatever stands beside the refusal.
                if (x != BY_VIEWER || y == 0) {
                    resize(w, h);
                }
                out.write(head);
                out.write(screens);
                in.pass((long) count * SCREEN, out);
            }
            case KEY_EVENT -> out.write(head);
            case LED_STATE -> {
                out.write(head);
                in.pass(1, out);
            }
            case LAST -> {
                out.write(head);
                return false;
            }
            case FENCE, CONTINUOUS_UPDATES ->
                throw Dialogue.desktop("The desktop used an encoding that was not asked for");
        }
        return true;
    }

    private void resize(int w, int h) throws IOException {
        Dialogue.checkScreen(w, h);
        width = w;
        height = h;
    }

    private void within(int x, int y, int w, int h) throws IOException {
        if (x + w > width || y + h > height) {
            throw Dialogue.desktop("The desktop drew outside its screen");
        }
    }

    private void tight(PixelFormat format, int w, int h) throws IOException {
        int control = in.u8();
        out.write(new byte[] {(byte) control});
        int kind = control >> 4;
        if (kind == TIGHT_FILL) {
            in.pass(format.tight(), out);
            return;
        }
        if (kind == TIGHT_JPEG) {
            in.pass(compactLength(), out);
            return;
        }
        if (kind > TIGHT_JPEG) {
            throw Dialogue.desktop("The desktop used a way of packing that does not exist");
        }
        long row = (long) w * format.tight();
        if ((kind & TIGHT_FILTERED) != 0) {
            int filter = in.u8();
            out.write(new byte[] {(byte) filter});
            if (filter == TIGHT_PALETTE) {
                int colours = in.u8() + 1;
                out.write(new byte[] {(byte) (colours - 1)});
                in.pass((long) colours * format.tight(), out);
                row = colours <= 2 ? (w + 7) / 8 : w;
            } else if (filter > TIGHT_GRADIENT) {
                throw Dialogue.desktop("The desktop used a filter that does not exist");
            }
        }
        long data = row * h;
        in.pass(data < TIGHT_LEAST_PACKED ? data : compactLength(), out);
    }

    /** One to three bytes, so 4 MiB at most. */
    private int compactLength() throws IOException {
        int length = 0;
        for (int i = 0; i < 3; i++) {
            int part = in.u8();
            out.write(new byte[] {(byte) part});
            length |= (i == 2 ? part : part & 0x7F) << (7 * i);
            if (i == 2 || (part & 0x80) == 0) {
                break;
            }
        }
        return length;
    }

    private void cutText() throws IOException {
        in.skip(3);
        int length = in.read(Integer.BYTES).getInt();
        if (length == Integer.MIN_VALUE || Math.abs(length) > Limits.CLIPBOARD) {
            throw Dialogue.desktop("The desktop sent a text that is too long");
        }
        if (length >= 0) {
            if (rights.mayControl() && rights.clipboardOut()) {
                header(length);
                in.pass(length, out);
            } else {
                in.skip(length);
            }
            return;
        }
        if (-length < Integer.BYTES) {
            throw Dialogue.desktop("The desktop sent a message about the clipboard that is too short");
        }
        ByteBuffer body = in.read(-length);
        boolean open =
                switch (Clipboard.way(body)) {
                    case NEITHER -> rights.clipboardIn() || rights.clipboardOut();
                    case GIVES -> rights.mayControl() && rights.clipboardOut();
                    case ASKS -> rights.mayControl() && rights.clipboardIn();
                    case UNKNOWN -> false;
                };
        if (!open) {
            return;
        }
        if (!Clipboard.sound(body)) {
            throw Dialogue.desktop("The desktop sent a text that does not unfold as it should");
        }
        header(length);
        out.write(body);
    }

    private void header(int length) throws IOException {
        out.write(ByteBuffer.allocate(8).putInt(CUT_TEXT << 24).putInt(length).flip());
    }

    private void fence() throws IOException {
        ByteBuffer head = in.read(8);
        int length = Byte.toUnsignedInt(head.get(7));
        if (length > Limits.FENCE) {
            throw Dialogue.desktop("The desktop sent a fence that is too long");
        }
        out.write(new byte[] {(byte) FENCE});
        out.write(head);
        in.pass(length, out);
    }
}
