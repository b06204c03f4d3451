package dev.mayfly.cli.up;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Ports on the loopback address. */
final class Ports {
    private static final int TRY_MILLIS = 500;

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
