package dev.mayfly.tests.architecture.broken.workflows.lifecycle;

import io.micronaut.context.annotation.Prototype;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Does each thing that a workflow must not do. */
@Prototype
@SuppressWarnings("ThreadPriorityCheck") // It is broken on purpose.
class Whimsical {
    @Inject
    @Nullable
    Object injected;

    Instant clock() {
        return Instant.now();
    }

    long ticks() {
        return System.nanoTime();
    }

    UUID chance() {
        return UUID.randomUUID();
    }

    boolean files() {
        return Files.exists(Path.of("here"));
    }

    void thread() {
        Thread.yield();
    }

    String swallows() {
        try {
            return String.valueOf(injected);
        } catch (Throwable e) {
            return "nothing happened";
        }
    }
}
