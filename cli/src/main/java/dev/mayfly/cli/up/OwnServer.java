package dev.mayfly.cli.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server of the installation's own, in a process of its own. */
interface OwnServer {
    /** Its process. */
    ProcessHandle process();

    /** Stops it in order. */
    void stop() throws InterruptedException;

    /** Whether its process runs; one that is dead and that nobody has waited for has no command line any more. */
    default boolean runs() {
        return process().isAlive() && !commandLine(process().pid()).isEmpty();
    }

    /** How a process was called, its words ended by NUL; empty when there is none. */
    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
