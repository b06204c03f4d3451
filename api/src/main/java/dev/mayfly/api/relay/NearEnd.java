package dev.mayfly.api.relay;

import dev.mayfly.api.rfb.Inlet;
import dev.mayfly.api.rfb.Outlet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The client's side of a relay, as a stream of bytes in each direction; text has no place in it. */
public final class NearEnd {
    private static final int LARGEST_MESSAGE = 64 * 1024;
    private static final int SMALLEST_BUFFER = 4 * 1024;

    private NearEnd() {}

    /**
     * What the client says.
     *
     * @param waiting told before each wait: what was kept may go
     */
    public static Inlet inlet(Wire wire, Outlet waiting) {
        return new Inlet() {
            @Override
            protected ByteBuffer next() throws IOException {
                waiting.flush();
                Arrived next = wire.next();
                if (next.text()) {
                    throw new Unsupported();
                }
                return ByteBuffer.wrap(next.bytes());
            }
        };
    }

    /** What is said to the client. */
    public static Outlet outlet(Wire wire) {
        return new Outlet() {
            /** Small while there is little to say, for there are many of these. */
            private byte[] kept = new byte[SMALLEST_BUFFER];

            private int count;

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                while (bytes.hasRemaining()) {
                    if (count == LARGEST_MESSAGE) {
                        flush();
                    }
                    int taken = Math.min(bytes.remaining(), LARGEST_MESSAGE - count);
                    if (count + taken > kept.length) {
                        kept = Arrays.copyOf(kept, Math.min(LARGEST_MESSAGE, Math.max(2 * kept.length, count + taken)));
                    }
                    bytes.get(kept, count, taken);
                    count += taken;
                }
            }

            @Override
            public void flush() throws IOException {
                if (count > 0) {
                    wire.send(Arrays.copyOf(kept, count));
                    count = 0;
                }
            }
        };
    }

    /** Text came where there is none. */
    static final class Unsupported extends IOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Unsupported() {
            super("Text came where there is none");
        }
    }
}
