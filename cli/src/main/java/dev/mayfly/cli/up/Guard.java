package dev.mayfly.cli.up;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server of our own running. One that dies alone is started again on the same data and the same port, so that
 * its users have only to connect again. When that does not help, all of {@code up} ends, and its launcher begins afresh.
 */
final class Guard<S extends OwnServer> {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration JOIN = Duration.ofSeconds(30);

    private final String name;
    private final Starting<S> starting;
    private final Pace pace;
    private final Runnable changed;
    private final Runnable givenUp;
    private final Thread thread;
    private volatile S server;
    private volatile boolean stopping;

    /** Starts a server in the place of one that died. */
    @FunctionalInterface
    interface Starting<S> {
        /** Returns once it answers; leaves nothing behind when it fails. */
        S inPlaceOf(S dead) throws IOException, SQLException, InterruptedException;
    }

    /**
     * How often and how soon.
     *
     * @param most so many attempts within {@code window}
     * @param first the pause before the first; each that follows within {@code window} doubles it
     */
    record Pace(int most, Duration window, Duration first) {
        /** Seven attempts spread over about a minute. */
        static final Pace USUAL = new Pace(7, Duration.ofMinutes(5), Duration.ofMillis(500));
    }

    /**
     * Guards a server that runs.
     *
     * @param changed called when another process serves
     * @param givenUp called when nothing helps
     */
    Guard(String name, S server, Starting<S> starting, Pace pace, Runnable changed, Runnable givenUp) {
        this.name = name;
        this.server = server;
        this.starting = starting;
        this.pace = pace;
        this.changed = changed;
        this.givenUp = givenUp;
        this.thread = Thread.ofPlatform().daemon().name("guard-" + name).unstarted(this::watch);
    }

    Guard<S> begin() {
        thread.start();
        return this;
    }

    /** The one that serves at present. */
    S server() {
        return server;
    }

    private void watch() {
        Deque<Long> attempts = new ArrayDeque<>();
        try {
            while (!stopping) {
                if (server.runs()) {
                    Thread.sleep(LOOK);
                } else if (!again(attempts)) {
                    givenUp.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // It is stopping.
        }
    }

    /** One attempt; false when there were too many. */
    private boolean again(Deque<Long> attempts) throws InterruptedException {
        long now = System.nanoTime();
        attempts.removeIf(before -> now - before > pace.window().toNanos());
        if (attempts.size() >= pace.most()) {
            LOG.error("{} does not stay up: {} attempts within {} did not help", name, pace.most(), pace.window());
            return false;
        }
        Duration pause = pace.first().multipliedBy(1L << attempts.size());
        attempts.add(now);
        LOG.warn(
                "{} (pid {}) is gone; starting it again in {} ms (attempt {} of at most {} within {})",
                name,
                server.process().pid(),
                pause.toMillis(),
                attempts.size(),
                pace.most(),
                pace.window());
        Thread.sleep(pause);
        try {
            server = starting.inPlaceOf(server);
            LOG.info("{} runs again (pid {})", name, server.process().pid());
            changed.run();
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.warn("{} did not start: {}", name, e.toString());
        }
        return true;
    }

    /** Lets it die from now on, and stops it. */
    void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(JOIN);
        if (server.runs()) {
            server.stop();
        }
    }
}
