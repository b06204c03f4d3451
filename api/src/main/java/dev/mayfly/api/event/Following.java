package dev.mayfly.api.event;

import dev.mayfly.api.request.Slots;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.store.audit.AuditLog;
import dev.mayfly.store.audit.Entry;
import dev.mayfly.store.audit.News;
import io.micronaut.http.sse.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * One connection that follows a workspace. A virtual thread reads what is new whenever there are news, and no more
 * than the connection has room for, so that a slow reader costs nothing but its own time.
 */
final class Following {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    /** How long after its commit an event is seen at the latest, should its notice be lost. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration ROOM = Duration.ofMillis(300);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int BATCH = 100;

    /** A connection is not kept for longer; its reader resumes by the last id. */
    private static final Duration LONGEST = Duration.ofHours(2);

    private final AuditLog audit;
    private final News.Waiter news;
    private final BooleanSupplier closed;
    private final WorkspaceId workspace;
    private final FluxSink<Event<Object>> sink;
    private long after;

    private Following(
            AuditLog audit,
            News.Waiter news,
            BooleanSupplier closed,
            WorkspaceId workspace,
            long after,
            FluxSink<Event<Object>> sink) {
        this.audit = audit;
        this.news = news;
        this.closed = closed;
        this.workspace = workspace;
        this.after = after;
        this.sink = sink;
    }

    static Publisher<Event<Object>> of(
            AuditLog audit, News news, BooleanSupplier closed, WorkspaceId workspace, long after, Slots.Slot slot) {
        return Flux.<Event<Object>>create(
                        sink -> {
                            News.Waiter waiter = news.of(workspace);
                            sink.onDispose(waiter::wake);
                            Following following = new Following(audit, waiter, closed, workspace, after, sink);
                            Thread.ofVirtual().name("follow-" + workspace).start(following::run);
                        },
                        FluxSink.OverflowStrategy.ERROR)
                .doFinally(end -> slot.close());
    }

    private void run() {
        long startedAt = System.nanoTime();
        long spokeAt = startedAt;
        // Whoever resumes after the last event would wait for ever: the end is written together with that event.
        boolean over = closed.getAsBoolean();
        try (News.Waiter waiter = news) {
            while (!sink.isCancelled() && System.nanoTime() - startedAt < LONGEST.toNanos()) {
                long room = sink.requestedFromDownstream();
                if (room > 0) {
                    List<Entry> found = audit.after(workspace, after, (int) Math.min(room, BATCH));
                    for (Entry entry : found) {
                        sink.next(shown(entry));
                        after = entry.id();
                        spokeAt = System.nanoTime();
                        if (entry.event().type() == EventType.CLOSED) {
                            sink.complete();
                            return;
                        }
                    }
                    if (found.isEmpty() && over) {
                        sink.complete();
                        return;
                    }
                    if (found.isEmpty() && System.nanoTime() - spokeAt >= HEARTBEAT.toNanos()) {
                        over = closed.getAsBoolean();
                        sink.next(Event.<Object>of("").comment("alive"));
                        spokeAt = System.nanoTime();
                    }
                    if (found.isEmpty()) {
                        waiter.await(LOOK);
                    }
                } else {
                    Thread.sleep(ROOM);
                }
            }
            sink.complete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Following {} broke off; its reader resumes by the last id: {}", workspace, e.getMessage());
            sink.complete();
        }
    }

    private static Event<Object> shown(Entry entry) {
        EventView view = EventView.of(entry);
        return Event.<Object>of(view)
                .id(Long.toString(view.id()))
                .name(view.type().name());
    }
}
