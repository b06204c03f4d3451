package dev.mayfly.api.rfb;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What one side says, piece by piece, read as numbers and as runs of bytes. Used by one thread. */
public abstract class Inlet {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer piece = NOTHING;

    /** For those who extend it. */
    protected Inlet() {}

    /**
     * The next bytes, at least one; waits for them. What was given before is not used any more.
     *
     * @throws EOFException when the side has ended
     */
    protected abstract ByteBuffer next() throws IOException;

    private void fill() throws IOException {
        while (!piece.hasRemaining()) {
            piece = next();
        }
    }

    final int u8() throws IOException {
        fill();
        return Byte.toUnsignedInt(piece.get());
    }

    /** Fills {@code target}. */
    final void read(byte[] target) throws IOException {
        int done = 0;
        while (done < target.length) {
            fill();
            int count = Math.min(target.length - done, piece.remaining());
            piece.get(target, done, count);
            done += count;
        }
    }

    final ByteBuffer read(int count) throws IOException {
        byte[] bytes = new byte[count];
        read(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Hands so many bytes on as they are, as they come. */
    final void pass(long count, Outlet outlet) throws IOException {
        long left = count;
        while (left > 0) {
            fill();
            int now = (int) Math.min(left, piece.remaining());
            ByteBuffer part = piece.duplicate();
            part.limit(part.position() + now);
            piece.position(piece.position() + now);
            outlet.write(part);
            left -= now;
        }
    }

    /** Hands on whatever there is, at least one byte. */
    public final void passOn(Outlet outlet) throws IOException {
        fill();
        pass(piece.remaining(), outlet);
    }

    /** A line of at most {@code limit} bytes, without its end. */
    public final String line(int limit) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = u8(); next != '\n'; next = u8()) {
            if (line.size() == limit) {
                throw new Breach(Side.DESKTOP, "A line is too long");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    final void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            fill();
            int now = (int) Math.min(left, piece.remaining());
            piece.position(piece.position() + now);
            left -= now;
        }
    }
}
