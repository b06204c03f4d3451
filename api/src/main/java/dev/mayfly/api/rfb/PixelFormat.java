package dev.mayfly.api.rfb;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How pixels stand on the wire, as far as lengths depend on it.
 *
 * @param bytes of a pixel
 * @param tight bytes of a pixel in the encoding Tight
 */
record PixelFormat(int bytes, int tight) {
    /** The length of a pixel format on the wire. */
    static final int LENGTH = 16;

    private static final int FULL = 255;

    /** Reads one; empty when it is none, or one with a colour map, which nothing here needs. */
    static Optional<PixelFormat> read(ByteBuffer wire) {
        int bits = Byte.toUnsignedInt(wire.get());
        int depth = Byte.toUnsignedInt(wire.get());
        wire.get(); // the order of bytes changes no length
        boolean trueColour = wire.get() != 0;
        int[] most = new int[3];
        for (int i = 0; i < most.length; i++) {
            most[i] = Short.toUnsignedInt(wire.getShort());
        }
        boolean shiftsFit = true;
        boolean wholeBytes = true;
        for (int i = 0; i < most.length; i++) {
            int shift = Byte.toUnsignedInt(wire.get());
            shiftsFit &= shift + Integer.SIZE - Integer.numberOfLeadingZeros(most[i]) <= bits;
            wholeBytes &= shift % Byte.SIZE == 0;
        }
        wire.position(wire.position() + 3);
        boolean known = bits == 8 || bits == 16 || bits == 32;
        if (!known || depth == 0 || depth > bits || !trueColour || !shiftsFit) {
            return Optional.empty();
        }
        boolean packed =
                bits == 32 && depth == 24 && wholeBytes && most[0] == FULL && most[1] == FULL && most[2] == FULL;
        return Optional.of(new PixelFormat(bits / Byte.SIZE, packed ? 3 : bits / Byte.SIZE));
    }
}
