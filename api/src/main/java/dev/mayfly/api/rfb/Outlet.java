package dev.mayfly.api.rfb;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What is said to one side. Used by one thread. */
public interface Outlet {
    /** Takes all of {@code bytes}; waits while the side takes nothing more. */
    void write(ByteBuffer bytes) throws IOException;

    /** Takes all of {@code bytes}. */
    default void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    /** Sends what was only kept so far. */
    void flush() throws IOException;
}
