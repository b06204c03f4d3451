package dev.mayfly.api.desktop;

import dev.mayfly.domain.template.Inputs;
import io.micronaut.http.sse.Event;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** One connection that follows who looks at a desktop; a slow reader is told the latest only. */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** A connection is not kept for longer; its reader comes again. */
    private static final Duration LONGEST = Duration.ofHours(2);

    private Changes() {}

    /**
     * Follows a desk.
     *
     * @param inUse whether the workspace still is
     * @param over told once, at the end
     */
    static Publisher<Event<Object>> of(Desk desk, Inputs inputs, BooleanSupplier inUse, Runnable over) {
        return Flux.<Event<Object>>create(
                        sink -> {
                            Thread.ofVirtual().name("follow-desktop").start(() -> follow(desk, inputs, inUse, sink));
                        },
                        FluxSink.OverflowStrategy.ERROR)
                .doFinally(end -> over.run());
    }

    private static void follow(Desk desk, Inputs inputs, BooleanSupplier inUse, FluxSink<Event<Object>> sink) {
        long startedAt = System.nanoTime();
        long spokeAt = startedAt;
        long known = -1;
        try {
            while (!sink.isCancelled() && System.nanoTime() - startedAt < LONGEST.toNanos() && inUse.getAsBoolean()) {
                Desk.State state = desk.after(known, LOOK);
                if (sink.requestedFromDownstream() == 0) {
                    Thread.sleep(LOOK);
                } else if (state.version() != known) {
                    known = state.version();
                    spokeAt = System.nanoTime();
                    sink.next(Event.<Object>of(DesktopView.of(state, inputs)).name("desktop"));
                } else if (System.nanoTime() - spokeAt >= HEARTBEAT.toNanos()) {
                    spokeAt = System.nanoTime();
                    sink.next(Event.<Object>of("").comment("alive"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Following a desktop broke off: {}", e.getMessage());
        }
        sink.complete();
    }
}
