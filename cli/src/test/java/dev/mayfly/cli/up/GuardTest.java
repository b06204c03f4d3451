package dev.mayfly.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final long PATIENCE = 30;
    private static final Guard.Pace BRISK = new Guard.Pace(3, Duration.ofMinutes(5), Duration.ofMillis(1));

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void startsAgainWhatDiesAloneAndStopsIt() throws Exception {
        Sleeper first = Sleeper.started();
        Guard<Sleeper> guard = guard(first, dead -> Sleeper.started());
        first.process().destroyForcibly();
        assertThat(told.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo("changed");
        Sleeper second = guard.server();
        assertThat(second.process().pid()).isNotEqualTo(first.process().pid());
        assertThat(second.runs()).isTrue();
        guard.stop();
        assertThat(second.runs()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void givesUpWhenItDoesNotStayUp() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Sleeper first = Sleeper.started();
        Guard<Sleeper> guard = guard(first, dead -> {
            attempts.incrementAndGet();
            throw new IOException("it will not start");
        });
        first.process().destroyForcibly();
        assertThat(told.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo("given up");
        assertThat(attempts).hasValue(BRISK.most());
        guard.stop();
    }

    private Guard<Sleeper> guard(Sleeper first, Guard.Starting<Sleeper> starting) {
        return new Guard<>("a sleeper", first, starting, BRISK, () -> told.add("changed"), () -> told.add("given up"))
                .begin();
    }

    /** A process that does nothing. */
    private record Sleeper(ProcessHandle process) implements OwnServer {
        static Sleeper started() throws IOException {
            return new Sleeper(new ProcessBuilder("sleep", "600").start().toHandle());
        }

        @Override
        public void stop() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
