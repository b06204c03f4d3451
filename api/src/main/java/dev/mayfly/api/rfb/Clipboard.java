package dev.mayfly.api.rfb;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The clipboard's extension, as the RFB community's registry describes it: what a message wants, and whether it is sound. */
final class Clipboard {
    private static final int CAPS = 1 << 24;
    private static final int REQUEST = 1 << 25;
    private static final int PEEK = 1 << 26;
    private static final int NOTIFY = 1 << 27;
    private static final int PROVIDE = 1 << 28;
    private static final int ACTIONS = CAPS | REQUEST | PEEK | NOTIFY | PROVIDE;
    private static final int CHUNK = 8_192;

    private Clipboard() {}

    /** Where the text of a message goes to, or which way one is asked to go. */
    enum Way {
        /** Only what each side can do. */
        NEITHER,
        /** With whom the text is goes it to the other: it is told of or given. */
        GIVES,
        /** The other's text is asked for. */
        ASKS,
        /** None of these: it is not understood. */
        UNKNOWN
    }

    static Way way(ByteBuffer message) {
        return switch (message.getInt(0) & ACTIONS) {
            case NOTIFY, PROVIDE -> Way.GIVES;
            case REQUEST, PEEK -> Way.ASKS;
            default -> (message.getInt(0) & CAPS) != 0 ? Way.NEITHER : Way.UNKNOWN;
        };
    }

    /** Whether what a message carries unfolds to no more than may be: its reader would unfold all of it. */
    static boolean sound(ByteBuffer message) {
        if ((message.getInt(0) & ACTIONS) != PROVIDE) {
            return true;
        }
        byte[] chunk = new byte[CHUNK];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(message.duplicate().position(Integer.BYTES));
            long unfolded = 0;
            // Ends: each round either unfolds something, of which there may be only so much, or gives up.
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                unfolded += count;
                if (unfolded > Limits.CLIPBOARD) {
                    return false;
                }
                if (count == 0) {
                    // TigerVNC's stream is only flushed, not finished.
                    return inflater.needsInput();
                }
            }
            return true;
        } catch (DataFormatException e) {
            return false;
        }
    }
}
