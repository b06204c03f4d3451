package dev.mayfly.cli.up;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports on the loopback address. */
final class Ports {
    private static final int TRY_MILLIS = 500;

    /** The tenth word of a line of /proc/net/tcp. */
    private static final int INODE = 9;

    private Ports() {}

    /** The preferred port when it is free, otherwise any free one. */
    static int free(int preferred) {
        return isFree(preferred) ? preferred : any();
    }

    /** Whether somebody listens there within {@code patience}, as long as {@code process} lives. */
    static boolean answersWithin(Duration patience, int port, ProcessHandle process) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            if (answers(port)) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }

    /**
     * Whether it is this very process that listens there: two installations that start at the same moment may choose the
     * same port, and the one that lost it must not work with the other's server.
     *
     * @see <a href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">/proc/net/tcp</a>
     */
    static boolean listens(long pid, int port) {
        String listening = ":%04X 00000000:0000 0A ".formatted(port);
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp"));
                Stream<Path> descriptors = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            Set<String> inodes = sockets.filter(line -> line.contains(listening))
                    .map(line -> "socket:[%s]"
                            .formatted(line.strip().replaceAll("\\s+", " ").split(" ", -1)[INODE]))
                    .collect(Collectors.toSet());
            return descriptors.map(Ports::target).anyMatch(inodes::contains);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // It was closed in between.
        }
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TRY_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int any() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.HOST_EXHAUSTED, "No port is free on the loopback address", e);
        }
    }
}
