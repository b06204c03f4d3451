package dev.mayfly.api.rfb;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Bytes that come in pieces of any size, and a place for those that go. */
final class Stream {
    private Stream() {}

    static Inlet of(byte[] bytes, Random random) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return new Inlet() {
            @Override
            protected ByteBuffer next() throws IOException {
                if (!left.hasRemaining()) {
                    throw new EOFException();
                }
                int count = Math.min(left.remaining(), 1 + random.nextInt(40));
                ByteBuffer piece = left.slice(left.position(), count);
                left.position(left.position() + count);
                return piece;
            }
        };
    }

    /** What was said. */
    static final class Sink implements Outlet {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        @Override
        public void write(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                all.write(bytes.get());
            }
        }

        @Override
        public void flush() {}

        byte[] said() {
            return all.toByteArray();
        }
    }

    /** Rights that a test sets. */
    static final class Given implements Rights {
        boolean control;
        boolean in;
        boolean out;
        int used;

        static Given none() {
            return new Given();
        }

        static Given all() {
            Given given = new Given();
            given.control = true;
            given.in = true;
            given.out = true;
            return given;
        }

        @Override
        public boolean mayControl() {
            return control;
        }

        @Override
        public boolean clipboardIn() {
            return in;
        }

        @Override
        public boolean clipboardOut() {
            return out;
        }

        @Override
        public void used() {
            used++;
        }
    }
}
