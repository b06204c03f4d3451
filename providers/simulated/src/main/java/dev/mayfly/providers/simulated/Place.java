package dev.mayfly.providers.simulated;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Unix socket on which something simulated answers, each connection on a thread of its own. */
final class Place implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Place.class);

    private final Path folder;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    private Place(Path folder, Path socket, ServerSocketChannel server) {
        this.folder = folder;
        this.socket = socket;
        this.server = server;
    }

    /** What answers a connection until it ends. */
    interface Answer {
        /** Answers; the connection is closed when this returns. */
        void to(SocketChannel connection) throws IOException;
    }

    /** Opens one in a folder of its own, whose name is short because names of sockets are. */
    static Place open(Answer answer) {
        try {
            Path folder = Files.createTempDirectory("mayfly-sim");
            Path socket = folder.resolve("s");
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            folder.toFile().deleteOnExit();
            socket.toFile().deleteOnExit();
            Place place = new Place(folder, socket, server);
            Thread.ofVirtual().name("simulated-place").start(() -> place.accept(answer));
            return place;
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "Simulated: no socket could be opened", e);
        }
    }

    Path socket() {
        return socket;
    }

    private void accept(Answer answer) {
        try {
            while (server.isOpen()) {
                SocketChannel connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().name("simulated-answer").start(() -> serve(answer, connection));
            }
        } catch (IOException e) {
            LOG.debug("A simulated place was closed", e);
        }
    }

    private void serve(Answer answer, SocketChannel connection) {
        try (connection) {
            answer.to(connection);
        } catch (IOException e) {
            LOG.debug("A simulated connection ended", e);
        } finally {
            connections.remove(connection);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (SocketChannel connection : connections) {
                connection.close();
            }
            Files.deleteIfExists(socket);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "Simulated: a socket could not be closed", e);
        }
    }
}
