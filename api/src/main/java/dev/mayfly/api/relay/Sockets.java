package dev.mayfly.api.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.UserName;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.News;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The WebSockets that are open. */
@Singleton
public class Sockets {
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Workspaces workspaces;
    private final News news;
    private final RelaySettings settings;
    private final Set<Relay> open = ConcurrentHashMap.newKeySet();

    /** For as long as a ticket may lie unused that was bought before. */
    private final Cache<SignIn, Instant> signedOut;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean stopping;

    Sockets(Workspaces workspaces, News news, RelaySettings settings) {
        this.workspaces = workspaces;
        this.news = news;
        this.settings = settings;
        signedOut = Caffeine.newBuilder()
                .expireAfterWrite(settings.ticket().plus(settings.greeting()))
                .build();
    }

    /** One of a user's sign-ins. */
    private record SignIn(UserName user, String name) {}

    /** Tells when something has happened to a workspace. */
    News.Waiter news(WorkspaceId workspace) {
        return news.of(workspace);
    }

    /** The workspace as it is, which is in use. */
    Workspace used(WorkspaceId id) {
        return workspaces
                .find(id)
                .filter(found -> found.phase() == Phase.IN_USE && found.ending().isEmpty())
                .orElseThrow(() -> new MayflyException(ErrorCode.WRONG_PHASE, "The workspace is in use no longer."));
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
                    ErrorCode.RATE_LIMITED,
                    "This server has %d connections open, which is the most".formatted(open.size()));
        }
    }

    /** Takes a place for a relay and makes sure that its workspace is in use. */
    Workspace enter(Relay relay) {
        Workspace workspace = used(relay.ticket().workspace());
        lock.lock();
        try {
            if (stopping) {
                throw new MayflyException(ErrorCode.UNAVAILABLE, "The server is restarting.");
            }
            demandRoom(workspace.id());
            open.add(relay);
        } finally {
            lock.unlock();
        }
        // Whoever signs out meanwhile finds the relay among those that are open, or is found here.
        if (relay.ticket()
                .signIn()
                .map(name -> new SignIn(relay.ticket().caller().user(), name))
                .map(signedOut::getIfPresent)
                .isPresent()) {
            throw new MayflyException(ErrorCode.UNAUTHENTICATED, "You have signed out.");
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
            case UNAUTHENTICATED -> CloseCode.SIGNED_OUT;
            default -> CloseCode.RESTARTING;
        };
    }

    /** Closes what somebody opened under a sign-in that has ended; tickets that it has bought open nothing any more. */
    public void signedOut(UserName user, String signIn) {
        signedOut.put(new SignIn(user, signIn), Instant.now());
        end(
                relay -> relay.ticket().caller().user().equals(user)
                        && relay.ticket().signIn().equals(Optional.of(signIn)),
                CloseCode.SIGNED_OUT,
                "You have signed out.");
    }

    private void end(Predicate<Relay> which, CloseCode code, String reason) {
        open.stream().filter(which).forEach(relay -> relay.end(code, reason));
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
        } finally {
            lock.unlock();
        }
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
