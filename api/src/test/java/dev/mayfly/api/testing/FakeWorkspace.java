package dev.mayfly.api.testing;

import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The inside of a workspace as a test wants it: it greets as it should, keeps what it hears, and says what it is told to. */
public final class FakeWorkspace {
    private static final Map<WorkspaceId, FakeWorkspace> ALL = new ConcurrentHashMap<>();

    /** What a desktop says until a viewer is in: 64 by 48 pixels. */
    private static final byte[] GREETING = ByteBuffer.allocate(12 + 2 + 4 + 24 + 4)
            .put("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII))
            .put(new byte[] {1, 1, 0, 0, 0, 0})
            .putShort((short) 64)
            .putShort((short) 48)
            .put(new byte[] {32, 24, 0, 1, 0, -1, 0, -1, 0, -1, 16, 8, 0, 0, 0, 0})
            .putInt(4)
            .put("evil".getBytes(StandardCharsets.US_ASCII))
            .array();

    private static final int VIEWERS_GREETING = 14;

    private final Path folder = temporary();
    private final Path desktop = serve("d", this::desktop);
    private final Path terminal = serve("t", this::terminal);
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private volatile byte[] greeting = GREETING;
    private volatile boolean deaf;

    /** The one of that workspace. */
    public static FakeWorkspace of(WorkspaceId id) {
        return ALL.computeIfAbsent(id, any -> new FakeWorkspace());
    }

    /** The one of that workspace. */
    public static FakeWorkspace of(String id) {
        return of(new WorkspaceId(id));
    }

    /** One connection. */
    public static final class Line {
        private final SocketChannel channel;
        private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        private final AtomicLong sent = new AtomicLong();

        private Line(SocketChannel channel) {
            this.channel = channel;
        }

        /** Everything that it has heard by now. */
        public byte[] heard() {
            Integer[] all = heard.toArray(Integer[]::new);
            byte[] bytes = new byte[all.length];
            for (int i = 0; i < all.length; i++) {
                bytes[i] = all[i].byteValue();
            }
            return bytes;
        }

        /** Says something. */
        public void say(byte[] bytes) {
            try {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    sent.addAndGet(channel.write(left));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** How much was taken of what it has said. */
        public long sent() {
            return sent.get();
        }

        /** Ends it. */
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Where viewers connect. */
    public Path desktop() {
        return desktop;
    }

    /** Where terminals connect. */
    public Path terminal() {
        return terminal;
    }

    /** Greets in another way from now on. */
    public void greet(byte[] bytes) {
        greeting = bytes;
    }

    /** Reads nothing from now on, once it has greeted. */
    public void beDeaf() {
        deaf = true;
    }

    /** The connections that it has had, the first one first. */
    public List<Line> lines() {
        return lines;
    }

    private void desktop(SocketChannel channel) throws IOException {
        Line line = new Line(channel);
        lines.add(line);
        line.say(greeting);
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
        in.readNBytes(VIEWERS_GREETING);
        hear(in, line);
    }

    private void terminal(SocketChannel channel) throws IOException {
        Line line = new Line(channel);
        lines.add(line);
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        while (in.readByte() != '\n') {
            // the request, which is always the same
        }
        line.say("{\"ok\":true}\n".getBytes(StandardCharsets.US_ASCII));
        hear(in, line);
    }

    private void hear(InputStream in, Line line) throws IOException {
        while (deaf) {
            Http.pause();
        }
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.heard.add(next);
        }
    }

    private Path serve(String name, Answer answer) {
        try {
            Path socket = folder.resolve(name);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            socket.toFile().deleteOnExit();
            Thread.ofVirtual().start(() -> accept(server, answer));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void accept(ServerSocketChannel server, Answer answer) {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().start(() -> {
                    try {
                        answer.to(channel);
                    } catch (IOException | UncheckedIOException e) {
                        // The other side has gone, as it does at the end of each test.
                        ended(channel);
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ended(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            Path folder = Files.createTempDirectory("mayfly-fake");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves one connection. */
    private interface Answer {
        void to(SocketChannel channel) throws IOException;
    }
}
