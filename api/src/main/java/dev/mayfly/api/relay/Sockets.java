package dev.mayfly.api.relay;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.event.LogoutEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSockets that are open. One virtual thread asks the store a few times a second, and only while there are any,
 * whether their workspaces are still in use, as the event streams do; whoever's is not is closed at once.
 */
@Singleton
public class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** For so long the store may be silent: the fuses burn without it, and a desktop that goes blank helps nobody. */
    private static final Duration STORE_MAY_BE_SILENT = Duration.ofSeconds(30);

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Workspaces workspaces;
    private final RelaySettings settings;
    private final Set<Relay> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    private final Thread watching;
    private volatile boolean stopping;

    Sockets(Workspaces workspaces, RelaySettings settings) {
        this.workspaces = workspaces;
        this.settings = settings;
        watching = Thread.ofVirtual().name("relay-watch").start(this::watch);
    }

    /** Refuses when there are as many as may be: better told before a ticket is bought than after. */
    public void demandRoom(WorkspaceId workspace) {
        long here = open.stream()
                .filter(relay -> relay.ticket().workspace().equals(workspace))
                .count();
        if (here >= settings.perWorkspace()) {
            throw new MayflyException(
                    ErrorCode.RATE_LIMITED,
                    "This workspace has %d connections open, which is the most".formatted(here));
        }
        if (open.size() >= settings.sockets()) {
            throw new MayflyException(
                    ErrorCode.RATE_LIMITED, "This server has %d connections open, which is the most".formatted(here));
        }
    }

    /** Takes a place for a relay and makes sure that its workspace is in use. */
    Workspace enter(Relay relay) {
        Ticket ticket = relay.ticket();
        Workspace workspace = workspaces
                .find(ticket.workspace())
                .filter(Sockets::inUse)
                .orElseThrow(() -> new MayflyException(ErrorCode.WRONG_PHASE, "The workspace is in use no longer."));
        relay.setFrozen(workspace.frozen());
        lock.lock();
        try {
            if (stopping) {
                throw new MayflyException(ErrorCode.UNAVAILABLE, "The server is restarting.");
            }
            demandRoom(ticket.workspace());
            open.add(relay);
            some.signal();
        } finally {
            lock.unlock();
        }
        return workspace;
    }

    /** Gives the place back. */
    void leave(Relay relay) {
        open.remove(relay);
    }

    /** With which code a refusal closes. */
    static CloseCode code(MayflyException refusal) {
        return switch (refusal.code()) {
            case WRONG_PHASE, ENDING -> CloseCode.NOT_IN_USE;
            case RATE_LIMITED -> CloseCode.TOO_MUCH;
            default -> CloseCode.RESTARTING;
        };
    }

    /** Closes what somebody opened under a sign-in that has ended. */
    public void signedOut(UserName user, Optional<String> signIn) {
        end(
                relay -> relay.ticket().caller().user().equals(user)
                        && relay.ticket().signIn().equals(signIn),
                CloseCode.SIGNED_OUT,
                "You have signed out.");
    }

    @EventListener
    void signedOut(LogoutEvent event) {
        if (event.getSource() instanceof Authentication ended) {
            signedOut(new UserName(ended.getName()), Ticket.signIn(ended));
        }
    }

    private void end(Predicate<Relay> which, CloseCode code, String reason) {
        open.stream().filter(which).forEach(relay -> relay.end(code, reason));
    }

    private void watch() {
        long answeredAt = System.nanoTime();
        try {
            while (!stopping) {
                if (awaitSome()) {
                    answeredAt = System.nanoTime();
                }
                if (look()) {
                    answeredAt = System.nanoTime();
                } else if (System.nanoTime() - answeredAt > STORE_MAY_BE_SILENT.toNanos()) {
                    end(relay -> true, CloseCode.RESTARTING, "It is not known whether the workspace is in use.");
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it had to wait. */
    private boolean awaitSome() throws InterruptedException {
        lock.lock();
        try {
            boolean waited = false;
            while (open.isEmpty() && !stopping) {
                some.await();
                waited = true;
            }
            return waited;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the store has answered. */
    private boolean look() {
        Instant now = Instant.now();
        end(
                relay -> relay.ticket()
                        .signedInUntil()
                        .filter(end -> !end.isAfter(now))
                        .isPresent(),
                CloseCode.SIGNED_OUT,
                "Your sign-in has ended.");
        List<Relay> looked = List.copyOf(open);
        Set<WorkspaceId> ids =
                looked.stream().map(relay -> relay.ticket().workspace()).collect(Collectors.toUnmodifiableSet());
        try {
            Map<WorkspaceId, Workspace> found =
                    workspaces.find(ids).stream().collect(Collectors.toMap(Workspace::id, Function.identity()));
            for (Relay relay : looked) {
                Optional<Workspace> workspace = Optional.ofNullable(
                                found.get(relay.ticket().workspace()))
                        .filter(Sockets::inUse);
                workspace.ifPresentOrElse(
                        used -> relay.setFrozen(used.frozen()),
                        () -> relay.end(CloseCode.NOT_IN_USE, "The workspace is in use no longer."));
            }
            return true;
        } catch (MayflyException e) {
            LOG.warn("It could not be seen whether workspaces are still in use: {}", e.getMessage());
            return false;
        }
    }

    private static boolean inUse(Workspace workspace) {
        return workspace.phase() == Phase.IN_USE && workspace.ending().isEmpty();
    }

    /** While the connections still stand. */
    @EventListener
    void stopping(ShutdownEvent event) {
        stop();
    }

    @PreDestroy
    void stop() {
        lock.lock();
        try {
            stopping = true;
            some.signalAll();
        } finally {
            lock.unlock();
        }
        watching.interrupt();
        end(relay -> true, CloseCode.RESTARTING, "The server is restarting.");
        long giveUp = System.nanoTime() + FAREWELL.toNanos();
        while (!open.isEmpty() && System.nanoTime() < giveUp) {
            try {
                Thread.sleep(Duration.ofMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
