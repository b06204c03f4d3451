package dev.mayfly.api.workspace;

import dev.mayfly.api.temporal.Lives;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.Ending;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.ending.AskedEnding;
import dev.mayfly.store.ending.AskedEndings;
import dev.mayfly.store.workspace.Workspaces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings to Temporal what the store has accepted: the starts and the ends. Each is tried at once, and again every few
 * seconds until it is through, whatever crashed or was down in between; for as long as it takes, because giving up would
 * break a promise that was answered with 201 or 202.
 */
@Singleton
class Starter {
    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
    private static final int BATCH = 100;

    /** Whoever accepts a request starts it; only what is left lying for so long is picked up here. */
    private static final Duration LEFT_LYING = Duration.ofSeconds(3);

    /** After Temporal has failed to answer, callers are not made to wait for it for so long. */
    private static final Duration SPARED = Duration.ofSeconds(2);

    private final Workspaces workspaces;
    private final AskedEndings endings;
    private final AuditLog audit;
    private final Lives lives;
    private final ReentrantLock sweeping = new ReentrantLock();
    private volatile Instant downUntil = Instant.EPOCH;

    Starter(Workspaces workspaces, AskedEndings endings, AuditLog audit, Lives lives) {
        this.workspaces = workspaces;
        this.endings = endings;
        this.audit = audit;
        this.lives = lives;
    }

    /** Starts a life now, or leaves it to {@link #sweep} when Temporal does not answer. */
    void startSoon(Workspace workspace) {
        if (Instant.now().isBefore(downUntil)) {
            tellWaiting(workspace);
            return;
        }
        if (!started(workspace)) {
            tellWaiting(workspace);
        }
    }

    /** Keeps the ending, and tells the workflow now or in {@link #sweep}. A closed workspace stays as it is. */
    void endSoon(Workspace workspace, Ending ending) {
        if (workspace.phase() == Phase.CLOSED) {
            return;
        }
        endings.ask(workspace.id(), ending);
        if (!Instant.now().isBefore(downUntil)) {
            told(workspace.id(), ending);
        }
    }

    @Scheduled(fixedDelay = "2s", initialDelay = "1s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void sweep() {
        if (!sweeping.tryLock()) {
            return;
        }
        try {
            Instant before = Instant.now().minus(LEFT_LYING);
            for (Workspace workspace : workspaces.notStarted(before, BATCH)) {
                if (!started(workspace)) {
                    return;
                }
            }
            for (AskedEnding asked : endings.undelivered(before, BATCH)) {
                if (!told(asked.workspace(), asked.ending())) {
                    return;
                }
            }
        } catch (MayflyException e) {
            LOG.warn("Could not bring starts and ends to Temporal; it is tried again soon: {}", e.getMessage());
        } finally {
            sweeping.unlock();
        }
    }

    /** Whether Temporal answered. */
    private boolean started(Workspace workspace) {
        try {
            lives.start(workspace);
        } catch (MayflyException e) {
            downUntil = Instant.now().plus(SPARED);
            LOG.warn("{} is not started yet; it is tried again soon: {}", workspace.id(), e.getMessage());
            return false;
        }
        workspaces.started(workspace.id(), Instant.now());
        return true;
    }

    /** Whether Temporal answered. */
    private boolean told(WorkspaceId id, Ending ending) {
        try {
            lives.end(id, ending);
            endings.delivered(id, Instant.now());
            return true;
        } catch (MayflyException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                settleWithoutWorkflow(id);
                return true;
            }
            downUntil = Instant.now().plus(SPARED);
            endings.tried(id, Instant.now());
            LOG.warn("{} is not told of its end yet; it is tried again soon: {}", id, e.getMessage());
            return false;
        }
    }

    /**
     * A life that has ended needs no telling. One that is not started yet, or that Temporal has lost, is told later: the
     * reaper settles the lost ones, and then they are closed.
     */
    private void settleWithoutWorkflow(WorkspaceId id) {
        Optional<Workspace> known = workspaces.find(id);
        if (known.isEmpty() || known.get().phase() == Phase.CLOSED) {
            endings.delivered(id, Instant.now());
        } else {
            endings.tried(id, Instant.now());
        }
    }

    private void tellWaiting(Workspace workspace) {
        audit.appendOnce(
                Optional.of(workspace.id()),
                new Event(
                        EventType.WARNED,
                        Instant.now(),
                        Ending.MAYFLY,
                        "It is accepted and kept; it starts as soon as Temporal answers again",
                        Map.of("code", ErrorCode.UNAVAILABLE.name())),
                "not-started/" + workspace.id());
    }
}
