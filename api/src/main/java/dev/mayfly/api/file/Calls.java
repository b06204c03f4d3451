package dev.mayfly.api.file;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.request.PaceSettings;
import dev.mayfly.api.request.Slots;
import dev.mayfly.api.temporal.Lives;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.workflows.call.Call;
import dev.mayfly.workflows.call.Reply;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls into live workspaces. Each counts as use, and each caller may have only so many under way. */
@Singleton
public class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final Duration TOUCHED_AT_MOST_EACH = Duration.ofMinutes(1);
    private static final int TOUCHES_PER_IDLE = 4;
    private static final long MAX_KEPT = 10_000;

    private final Lives lives;
    private final Slots slots;
    private final Cache<WorkspaceId, Instant> touched =
            Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

    Calls(Lives lives, PaceSettings pace) {
        this.lives = lives;
        this.slots = new Slots("calls into workspaces", pace.calls());
    }

    /** A place for a call, which also makes sure that the workspace can be called at present. */
    public Slots.Slot enter(Caller caller, Workspace workspace) {
        machine(workspace);
        return slots.take(caller.user());
    }

    /** Carries a call out and waits for what comes of it. */
    public Reply call(Call.Kind kind, Caller caller, Workspace workspace, String name, String blob, long bytes) {
        Step machine = machine(workspace);
        touch(workspace);
        Reply reply =
                lives.call(new Call(kind, workspace.owner(machine.name()), machine, caller.user(), name, blob, bytes));
        touch(workspace);
        return reply;
    }

    /** Carries a call out that is no use of the workspace by itself. */
    public Reply ask(Call.Kind kind, Caller caller, Workspace workspace, long bytes) {
        Step machine = machine(workspace);
        return lives.call(new Call(kind, workspace.owner(machine.name()), machine, caller.user(), "", "", bytes));
    }

    /** Somebody typed or pointed; that counts as use, and is noted now and then without waiting for it. */
    public void noteInput(Workspace workspace) {
        if (due(workspace)) {
            Thread.ofVirtual().name("touch-" + workspace.id()).start(() -> send(workspace));
        }
    }

    /** Somebody says that they still use it. */
    public void used(Workspace workspace) {
        machine(workspace);
        touch(workspace);
    }

    private static Step machine(Workspace workspace) {
        if (workspace.ending().isPresent() && workspace.phase() != Phase.CLOSED) {
            throw new MayflyException(ErrorCode.ENDING, "It is ending: nothing may start any more");
        }
        if (workspace.phase() != Phase.IN_USE) {
            throw new MayflyException(
                    ErrorCode.WRONG_PHASE, "This needs a workspace in use, and it is " + workspace.phase());
        }
        if (workspace.frozen()) {
            throw new MayflyException(ErrorCode.WRONG_PHASE, "It is frozen: thaw it first");
        }
        return workspace
                .terms()
                .flatMap(terms -> terms.plan().step(StepName.MACHINE))
                .orElseThrow(
                        () -> new MayflyException(ErrorCode.WRONG_PHASE, "This workspace has no machine to act on"));
    }

    private void touch(Workspace workspace) {
        if (due(workspace)) {
            send(workspace);
        }
    }

    /** Often enough that use is never taken for idleness, and no more: each touch is an event of its history. */
    private boolean due(Workspace workspace) {
        Duration idle = workspace.request().idle().dividedBy(TOUCHES_PER_IDLE);
        Duration each = idle.compareTo(TOUCHED_AT_MOST_EACH) < 0 ? idle : TOUCHED_AT_MOST_EACH;
        Instant now = Instant.now();
        Instant last = touched.asMap()
                .compute(
                        workspace.id(),
                        (id, before) -> before == null || before.plus(each).isBefore(now) ? now : before);
        return now.equals(last);
    }

    private void send(Workspace workspace) {
        try {
            lives.touch(workspace.id(), Instant.now());
        } catch (MayflyException e) {
            LOG.info("The use of {} could not be noted: {}", workspace.id(), e.getMessage());
        }
    }
}
