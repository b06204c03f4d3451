package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.contract.FreezerContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sandbox driver keeps the contract of freezing. */
class SandboxFreezerTest extends FreezerContract<SandboxSpec> implements SandboxBench {
    /** A busy program uses processor time, which the kernel counts; it stands still when it is frozen. */
    @Override
    protected boolean runs(Owner made) {
        if (busy(made).isEmpty() && !SandboxBench.driver().frozen(made)) {
            SandboxBench.run(made, "(while :; do :; done) >/dev/null 2>&1 &");
        }
        Map<Long, Long> before = busy(made);
        Instant until = Instant.now().plus(Duration.ofMillis(500));
        while (Instant.now().isBefore(until)) {
            Thread.onSpinWait();
        }
        return !busy(made).equals(before);
    }

    private static Map<Long, Long> busy(Owner made) {
        List<Long> all = SandboxBench.Oracle.processes(made);
        return all.stream()
                .filter(pid -> ticks(pid) > 0
                        && SandboxBench.Oracle.lines(Path.of("/proc/" + pid + "/comm"))
                                .contains("sh"))
                .collect(Collectors.toMap(pid -> pid, SandboxFreezerTest::ticks));
    }

    private static long ticks(long pid) {
        return SandboxBench.Oracle.stat(Path.of("/proc/" + pid))
                .map(fields -> Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
                .orElse(0L);
    }
}
