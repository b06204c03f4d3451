package dev.mayfly.providers.simulated;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A terminal that shows what is typed into it. */
final class Echo {
    private static final int LONGEST = 64 * 1024;
    private static final int INPUT = 0;

    private Echo() {}

    /** Serves one terminal until it goes. */
    static void serve(SocketChannel connection) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(connection)));
        try {
            for (int read = 0; in.readByte() != '\n'; read++) {
                if (read == LONGEST) {
                    throw new IOException("Simulated: the request is too long");
                }
            }
            send(connection, ByteBuffer.wrap("{\"ok\":true}\n".getBytes(StandardCharsets.US_ASCII)));
            while (true) {
                int kind = in.readUnsignedByte();
                int length = in.readInt();
                if (length < 0 || length > LONGEST) {
                    throw new IOException("Simulated: the frame is too long");
                }
                byte[] typed = in.readNBytes(length);
                if (kind == INPUT) {
                    send(connection, ByteBuffer.wrap(typed));
                }
            }
        } catch (EOFException e) {
            connection.close(); // whoever used it has gone
        }
    }

    private static void send(SocketChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
