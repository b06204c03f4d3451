package dev.mayfly.api.relay;

import dev.mayfly.api.rfb.Breach;
import dev.mayfly.api.rfb.Side;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.store.audit.News;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket and what it is connected to. Two virtual threads carry the bytes, one for each direction; whatever ends
 * one of them ends both, once, with a reason that the client is told.
 */
public abstract class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** A workspace that ends closes its sockets a moment before the store tells so. */
    private static final Duration EXPLANATION = Duration.ofSeconds(2);

    /** Looked at so often, because a notice can get lost. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** For so long the store may be silent: fuses burn without it, and a desktop that goes blank helps nobody. */
    private static final Duration STORE_MAY_BE_SILENT = Duration.ofSeconds(30);

    private final Wire wire;
    private final Ticket ticket;
    private final Sockets sockets;
    private final Duration greeting;
    private final AtomicBoolean greeted = new AtomicBoolean();
    private volatile boolean frozen;
    private volatile @Nullable FarEnd far;

    /** For those who extend it. */
    protected Relay(Wire wire, Ticket ticket, Sockets sockets, RelaySettings settings) {
        this.wire = wire;
        this.ticket = ticket;
        this.sockets = sockets;
        this.greeting = settings.greeting();
    }

    /** Begins; returns at once. */
    public final void start() {
        Thread.ofVirtual().name("relay-" + ticket.session()).start(this::live);
    }

    /** It was let in: write that down. Nothing was sent or read yet. */
    protected abstract void attached(Workspace workspace);

    /** It is over. Called once for each {@link #attached}, even for one that broke off in the middle. */
    protected abstract void detached();

    /** Speaks to both sides until either can ask for what it came for. */
    protected abstract void greet(Wire client, FarEnd workspace) throws IOException;

    /** Carries one message of the client to the workspace. */
    protected abstract void listen() throws IOException;

    /** Carries one message of the workspace to the client. */
    protected abstract void show() throws IOException;

    /** What the client is told when the workspace's side has ended although it is still in use. */
    protected abstract void farEnded();

    /** What it was let in with. */
    public final Ticket ticket() {
        return ticket;
    }

    /** Whether the programs of the workspace are stopped. */
    protected final boolean isFrozen() {
        return frozen;
    }

    /** Ends it; the first reason counts. */
    public final void end(CloseCode code, String reason) {
        wire.close(code, reason);
        closeFar();
    }

    private void live() {
        boolean attached = false;
        News.@Nullable Waiter news = null;
        try {
            Workspace workspace = sockets.enter(this);
            frozen = workspace.frozen();
            attached = true;
            attached(workspace);
            News.Waiter watched = sockets.news(workspace.id());
            news = watched;
            Thread.ofVirtual().name("relay-watch-" + ticket.session()).start(() -> watch(watched));
            FarEnd workspaceEnd = FarEnd.connect(ticket.socket());
            far = workspaceEnd;
            if (wire.closedWithin(Duration.ZERO)) {
                return; // whoever ended it meanwhile has seen nothing to close on this side
            }
            Thread.ofVirtual().start(this::demandGreeting);
            greet(wire, workspaceEnd);
            greeted.set(true);
            Thread listening =
                    Thread.ofVirtual().name("relay-in-" + ticket.session()).start(() -> carry(this::listen));
            carry(this::show);
            listening.join();
        } catch (IOException e) {
            told(e);
        } catch (MayflyException e) {
            end(Sockets.code(e), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("A relay of {} failed unexpectedly", ticket.workspace(), e);
        } finally {
            end(CloseCode.RESTARTING, "The connection cannot go on; try again.");
            sockets.leave(this);
            if (news != null) {
                news.wake();
            }
            if (attached) {
                over();
            }
        }
    }

    /**
     * Ends it as soon as the workspace is in use no longer, or the sign-in has ended. However it ends, both sides are
     * closed: a workspace that neither speaks nor listens could hold a thread for ever otherwise.
     */
    private void watch(News.Waiter watched) {
        long answeredAt = System.nanoTime();
        try (News.Waiter news = watched) {
            while (!wire.closedWithin(Duration.ZERO)) {
                Duration signedIn = ticket.signedInUntil()
                        .map(until -> Duration.between(Instant.now(), until))
                        .orElse(LOOK);
                if (!signedIn.isPositive()) {
                    end(CloseCode.SIGNED_OUT, "Your sign-in has ended.");
                }
                try {
                    frozen = sockets.used(ticket.workspace()).frozen();
                    answeredAt = System.nanoTime();
                } catch (MayflyException e) {
                    if (Sockets.code(e) == CloseCode.NOT_IN_USE) {
                        end(CloseCode.NOT_IN_USE, e.getMessage());
                    } else if (System.nanoTime() - answeredAt > STORE_MAY_BE_SILENT.toNanos()) {
                        end(CloseCode.RESTARTING, "It is not known whether the workspace is still in use.");
                    }
                }
                news.await(signedIn.compareTo(LOOK) < 0 ? signedIn : LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!wire.closedWithin(Duration.ZERO)) {
                // Nothing stays open that nobody watches.
                LOG.error("The watch over a relay of {} failed unexpectedly", ticket.workspace(), e);
                end(CloseCode.RESTARTING, "It is not known whether the workspace is still in use.");
            }
        } finally {
            closeFar();
        }
    }

    private void over() {
        try {
            detached();
        } catch (RuntimeException e) {
            LOG.warn("That a connection to {} has ended could not be noted: {}", ticket.workspace(), e.getMessage());
        }
    }

    /** Neither side may hold the place of others by saying nothing. */
    private void demandGreeting() {
        if (!wire.closedWithin(greeting) && !greeted.get()) {
            end(CloseCode.FAULT, "It did not answer in time.");
        }
    }

    /** One message after the other, until the connection ends. */
    private void carry(Carrying carrying) {
        try {
            while (true) {
                carrying.message();
            }
        } catch (IOException e) {
            told(e);
        } catch (RuntimeException e) {
            LOG.error("A relay of {} failed unexpectedly", ticket.workspace(), e);
            end(CloseCode.RESTARTING, "The connection cannot go on; try again.");
        }
    }

    /** Tells the client why, and ends both directions. */
    private void told(IOException why) {
        switch (why) {
            case Breach breach ->
                end(breach.side() == Side.DESKTOP ? CloseCode.FAULT : CloseCode.PROTOCOL, breach.getMessage() + ".");
            case NearEnd.Unsupported _ -> end(CloseCode.UNSUPPORTED, "This connection takes binary messages only.");
            case Wire.Stalled _ -> end(CloseCode.TOO_MUCH, "The client is too slow: it took nothing for a while.");
            case ClosedChannelException _ -> end(CloseCode.DONE, "Closed.");
            default -> {
                // Either side has gone. If it was the workspace's, the store will soon say whether it is in use.
                if (!wire.closedWithin(EXPLANATION)) {
                    farEnded();
                }
                closeFar();
            }
        }
    }

    private void closeFar() {
        FarEnd open = far;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Carries one message. */
    private interface Carrying {
        void message() throws IOException;
    }
}
