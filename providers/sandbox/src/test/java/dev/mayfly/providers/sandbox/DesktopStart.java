package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.spi.Progress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Measures how long a desktop and its removal take; to be compared with {@code bench/floor.sh}. */
final class DesktopStart {
    private DesktopStart() {}

    /** Takes the number of runs. */
    public static void main(String[] arguments) {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int warmUp = 5;
        double[] made = new double[runs];
        double[] removed = new double[runs];
        SandboxDriver driver = SandboxBench.driver();
        SandboxSpec spec = new SandboxSpec(true, 1024, 2, 256, 256, 64, 256, 1024, "1280x800");
        for (int i = -warmUp; i < runs; i++) {
            Owner owner =
                    new Owner(SandboxBench.INSTALLATION, WorkspaceId.random(new SecureRandom()), StepName.MACHINE);
            long begun = System.nanoTime();
            driver.ensure(owner, spec, Instant.now().plus(Duration.ofMinutes(5)), Progress.SILENT);
            long ready = System.nanoTime();
            driver.remove(owner, Progress.SILENT);
            if (i >= 0) {
                made[i] = (ready - begun) / 1e6;
                removed[i] = (System.nanoTime() - ready) / 1e6;
            }
        }
        report("ready", made);
        report("removed", removed);
    }

    private static void report(String what, double[] times) {
        Arrays.sort(times);
        System.out.printf(
                "%s: p50 %.1f ms, p95 %.1f ms, %d runs%n",
                what, times[times.length / 2], times[(int) (times.length * 0.95)], times.length);
    }
}
