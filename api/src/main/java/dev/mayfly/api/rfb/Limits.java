package dev.mayfly.api.rfb;

/** What neither side may exceed. */
final class Limits {
    /** The longest side of a screen that is believed: a viewer keeps a picture of all of it. */
    static final int SCREEN_SIDE = 8_192;

    /** The largest screen in pixels: what a viewer keeps of it is 128 MiB. */
    static final int SCREEN_PIXELS = 32 * 1024 * 1024;

    /** The smallest and largest side that a viewer may ask for. */
    static final int LEAST_ASKED_SIDE = 64;

    static final int MOST_ASKED_WIDTH = 3_840;
    static final int MOST_ASKED_HEIGHT = 2_160;

    /** The screens that one desktop may be made of. */
    static final int SCREENS = 16;

    /** The sides of a pointer's picture. */
    static final int CURSOR_SIDE = 512;

    /** A text of the clipboard, in bytes, packed or not. */
    static final int CLIPBOARD = 1024 * 1024;

    static final int ENCODINGS = 128;
    static final int FENCE = 64;
    static final int NAME = 4_096;

    /** Keys and buttons that one viewer may hold down at once. */
    static final int HELD_KEYS = 64;

    private Limits() {}
}
