package dev.mayfly.workflows.lifecycle;

import dev.mayfly.domain.event.Event;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.Phase;
import dev.mayfly.domain.workspace.Workspace;
import dev.mayfly.workflows.activity.Chronicle;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes what happens into the store, in order, beside the life itself: recording never delays making or removing, and
 * is never cancelled with them.
 */
final class Scribe {
    private final Supplier<Workspace> workspace;
    private final List<Event> untold = new ArrayList<>();
    private Phase written;
    private boolean writing;

    /** What {@code workspace} says now is in the store already: whoever started this run wrote it there. */
    Scribe(Supplier<Workspace> workspace) {
        this.workspace = workspace;
        this.written = workspace.get().phase();
    }

    void start() {
        Workflow.newDetachedCancellationScope(() -> Async.procedure(this::write))
                .run();
    }

    void tell(EventType type, String actor, String message, Map<String, String> data) {
        untold.add(new Event(type, Instant.ofEpochMilli(Workflow.currentTimeMillis()), actor, message, data));
    }

    /** Returns once everything is written. */
    void finish() {
        Workflow.await(() -> !behind() && !writing);
    }

    /** Ends with its workflow's run. */
    private void write() {
        Chronicle chronicle = Workflow.newActivityStub(
                Chronicle.class,
                Patience.QUICK.toBuilder()
                        .setTaskQueue(WorkspaceLifecycle.CONTROL_QUEUE)
                        .setSummary("Record")
                        .build());
        while (true) {
            Workflow.await(this::behind);
            List<Event> batch = List.copyOf(untold);
            untold.clear();
            writing = true;
            written = workspace.get().phase();
            chronicle.record(workspace.get(), batch);
            writing = false;
        }
    }

    /** A new phase is written even when nothing else is to be told. */
    private boolean behind() {
        return !untold.isEmpty() || written != workspace.get().phase();
    }
}
