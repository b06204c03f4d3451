package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.domain.plan.StepName;
import dev.mayfly.domain.workspace.WorkspaceId;
import dev.mayfly.providers.spi.Holding;
import dev.mayfly.providers.spi.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What holds when the pieces around a sandbox die, are lost, or come too late. */
class ShimTest implements SandboxBench {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<Owner> owners = new ArrayList<>();

    private Owner owner() {
        Owner owner = newOwner();
        owners.add(owner);
        return owner;
    }

    @AfterEach
    void leavesNothing() {
        for (Owner owner : owners) {
            SandboxBench.driver().remove(owner, Progress.SILENT);
            assertThat(world(owner)).isEmpty();
        }
    }

    @Test
    void takesTheSandboxWithItWhenItIsKilled() {
        Owner owner = owner();
        ensure(owner);
        SandboxBench.run(owner, "(sleep 600 >/dev/null 2>&1 &)");

        ProcessHandle.of(shim(owner)).orElseThrow().destroyForcibly();

        await(() -> Oracle.processes(owner).isEmpty());
        assertThat(held(owner)).as("what it left behind is found").isTrue();
        assertFails(ErrorCode.LOST, () -> ensure(owner));
        assertFails(ErrorCode.LOST, () -> SandboxBench.run(owner, "true"));
        SandboxBench.driver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
        assertThat(held(owner)).isFalse();
    }

    @Test
    void freesEverythingWhenTheSandboxDiesByItself() {
        Owner owner = owner();
        ensure(owner);

        try {
            SandboxBench.run(owner, "kill -9 2");
        } catch (MayflyException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
        }

        await(() -> world(owner).isEmpty());
        assertFails(ErrorCode.LOST, () -> ensure(owner));
        assertFails(ErrorCode.LOST, () -> SandboxBench.driver().rearm(owner, later()));
    }

    @Test
    void keepsTheSandboxAliveWhenTheWorkerIsKilled() throws Exception {
        Owner owner = owner();
        Owner brief = owner();
        List<Long> before;
        Process worker = worker(owner, Duration.ofMinutes(10), brief, Duration.ofSeconds(6));
        try {
            before = Oracle.processes(owner);
            assertThat(before).isNotEmpty();
            assertThat(Oracle.processes(brief)).isNotEmpty();
        } finally {
            worker.destroyForcibly().waitFor();
        }

        assertThat(Oracle.processes(owner)).containsAll(before);
        // A driver that has just been made finds it, and does not make another one.
        ensure(owner);
        assertThat(Oracle.processes(owner)).containsAll(before);
        assertThat(SandboxBench.output(SandboxBench.run(owner, "echo alive"))).isEqualTo("alive");
        // Nothing of Mayfly but the shim is there to end the other one.
        await(() -> world(brief).isEmpty(), Duration.ofSeconds(12));
    }

    /** A Java process of its own that makes two sandboxes and then waits to be killed. */
    private static Process worker(Owner first, Duration firstFuse, Owner second, Duration secondFuse)
            throws IOException {
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "--enable-native-access=ALL-UNNAMED",
                        Worker.class.getName(),
                        STATE.resolve(first.installation().value()).toString(),
                        SandboxBench.rootfs().toString(),
                        "owner=" + first.mark(),
                        firstFuse.toString(),
                        "owner=" + second.mark(),
                        secondFuse.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8));
        assertThat(reader.readLine()).isEqualTo("made");
        return worker;
    }

    @Test
    void isFoundWithoutItsJournal() throws IOException {
        Owner owner = owner();
        ensure(owner);
        Path journal = STATE.resolve(INSTALLATION.value()).resolve("journal").resolve(owner.thing());
        try (Stream<Path> files = Files.walk(journal)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }

        Holding holding = SandboxBench.driver().holdings().stream()
                .filter(found -> found.owner().equals(owner))
                .findFirst()
                .orElseThrow();
        assertThat(holding.fuseAt()).as("its fuse cannot be read").isEmpty();

        SandboxBench.driver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }

    @Test
    void startsAnewAfterAStartThatFailed() throws IOException {
        Owner owner = owner();
        Path empty = Files.createDirectories(STATE.resolve("empty"));
        assertFails(
                ErrorCode.PROVIDER_FAILED,
                () -> SandboxBench.driver(INSTALLATION, Map.of("rootfs", empty.toString()))
                        .ensure(owner, SMALL, later(), Progress.SILENT));

        ensure(owner);

        assertThat(SandboxBench.output(SandboxBench.run(owner, "echo alive"))).isEqualTo("alive");
    }

    @Test
    void refusesAFuseThatHasBurntAlready() {
        Owner owner = owner();
        assertFails(
                ErrorCode.ENDING,
                () -> SandboxBench.driver().ensure(owner, SMALL, Instant.now().minusSeconds(1), Progress.SILENT));
        assertThat(world(owner)).isEmpty();
    }

    @Test
    void isExtendedOrToldThatItIsTooLate() throws InterruptedException {
        Owner owner = owner();
        Instant fuse = Instant.now().plusMillis(2_500);
        SandboxBench.driver().ensure(owner, SMALL, fuse, Progress.SILENT);
        while (Instant.now().isBefore(fuse.minusMillis(15))) {
            Thread.sleep(1);
        }
        boolean extended;
        try {
            SandboxBench.driver().rearm(owner, later());
            extended = true;
        } catch (MayflyException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.LOST);
            extended = false;
        }
        Thread.sleep(1_500);
        assertThat(!Oracle.processes(owner).isEmpty()).isEqualTo(extended);
    }

    @Test
    void refusesWhatThisHostCannotEnforceUnlessToldToAcceptIt() throws IOException {
        Owner owner = owner();
        Path none = Files.createDirectories(STATE.resolve("no-cgroups"));
        assertFails(
                ErrorCode.LIMIT_NOT_ENFORCEABLE,
                () -> SandboxBench.driver(
                                INSTALLATION, Map.of("cgroup", none.toString(), "accept-unenforced-limits", "false"))
                        .ensure(owner, SMALL, later(), Progress.SILENT));
        assertThat(world(owner)).isEmpty();

        SandboxDriver lenient = SandboxBench.driver(
                INSTALLATION, Map.of("cgroup", none.toString(), "accept-unenforced-limits", "true"));
        lenient.ensure(owner, SMALL, later(), Progress.SILENT);
        assertThat(Oracle.cgroups(owner)).isEmpty();
        assertThat(SandboxBench.output(SandboxBench.run(owner, """
                        python3 - <<'X'
                        import os, time
                        children = 0
                        try:
                            while children < 100:
                                if os.fork() == 0:
                                    time.sleep(5)
                                    os._exit(0)
                                children += 1
                        except BlockingIOError:
                            pass
                        print(children)
                        X
                        """)))
                .as("the number of processes is limited without a cgroup, too")
                .matches("[1-5][0-9]");

        lenient.freeze(owner);
        assertThat(lenient.frozen(owner)).isTrue();
        lenient.thaw(owner);
        assertThat(lenient.frozen(owner)).isFalse();
        lenient.freeze(owner);
        lenient.remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }

    @Test
    void setsTheLimitsThatItWasGiven() throws IOException {
        SandboxBench.assumeCgroups();
        Owner owner = owner();
        ensure(owner);
        Map<String, String> expected = Map.of(
                "memory.limit_in_bytes", Long.toString(128L << 20),
                "memory.max", Long.toString(128L << 20),
                "pids.max", "64",
                "cpu.cfs_quota_us", "100000",
                "cpu.max", "100000 100000");
        int found = 0;
        for (Path group : Oracle.cgroups(owner)) {
            for (Map.Entry<String, String> limit : expected.entrySet()) {
                Path file = group.resolve(limit.getKey());
                if (Files.exists(file)) {
                    assertThat(Files.readString(file).strip())
                            .as(limit.getKey())
                            .isEqualTo(limit.getValue());
                    found++;
                }
            }
            assertThat(Oracle.lines(group.resolve("cgroup.procs"))).isNotEmpty();
        }
        assertThat(found).as("memory, processes, processors").isEqualTo(3);
    }

    @Test
    void staysOutsideOfTheSandboxesLimits() {
        Owner owner = owner();
        ensure(owner);
        for (Path group : Oracle.cgroups(owner)) {
            assertThat(Oracle.lines(group.resolve("cgroup.procs"))).doesNotContain(Long.toString(shim(owner)));
        }
    }

    @Test
    void runsOutOfUserIdsWithAClearWord() {
        Assumptions.assumeTrue(SandboxBench.isRoot(), "only root has users to give away");
        SandboxDriver narrow = SandboxBench.driver(INSTALLATION, Map.of("uids", "1999999990-1999999990"));
        Owner first = owner();
        Owner second = owner();
        narrow.ensure(first, SMALL, later(), Progress.SILENT);
        assertFails(ErrorCode.HOST_EXHAUSTED, () -> narrow.ensure(second, SMALL, later(), Progress.SILENT));
        narrow.remove(first, Progress.SILENT);
        narrow.ensure(second, SMALL, later(), Progress.SILENT);
        narrow.remove(second, Progress.SILENT);
    }

    @Test
    void doesNotTouchWhatAnotherInstallationOwns() {
        Owner owner = owner();
        ensure(owner);
        SandboxDriver stranger = SandboxBench.driver(STRANGER, Map.of());

        assertFails(ErrorCode.INTERNAL, () -> stranger.remove(owner, Progress.SILENT));
        // The same workspace and step under another mark is another thing.
        stranger.remove(new Owner(STRANGER, owner.workspace(), owner.step()), Progress.SILENT);

        assertThat(SandboxBench.output(SandboxBench.run(owner, "echo alive"))).isEqualTo("alive");
    }

    private static void ensure(Owner owner) {
        SandboxBench.driver().ensure(owner, SMALL, Instant.now().plusSeconds(600), Progress.SILENT);
    }

    private static boolean held(Owner owner) {
        return SandboxBench.driver().holdings().stream()
                .anyMatch(holding -> holding.owner().equals(owner));
    }

    private static long shim(Owner owner) {
        return Oracle.processes(owner).stream()
                .filter(pid -> Oracle.commandLine(Path.of("/proc/" + pid)).stream()
                        .anyMatch(word -> word.endsWith("/shim.pyc")))
                .findFirst()
                .orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        await(condition, SOON);
    }

    private static void await(BooleanSupplier condition, Duration within) {
        Instant giveUp = Instant.now().plus(within);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(giveUp);
            Pause.of(Duration.ofMillis(20));
        }
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MayflyException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    /** The process that is killed. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] arguments) throws InterruptedException {
            for (int i = 2; i < arguments.length; i += 2) {
                String[] mark = arguments[i].substring("owner=".length()).split("/", -1);
                Owner owner = new Owner(new InstallationId(mark[0]), new WorkspaceId(mark[1]), new StepName(mark[2]));
                SandboxBench.driver(
                                owner.installation(),
                                Path.of(arguments[0]),
                                Map.of(
                                        "rootfs",
                                        arguments[1],
                                        "accept-unenforced-limits",
                                        Boolean.toString(!SandboxBench.isRoot())))
                        .ensure(owner, SMALL, Instant.now().plus(Duration.parse(arguments[i + 1])), Progress.SILENT);
            }
            System.out.println("made");
            Thread.sleep(Duration.ofMinutes(5));
        }
    }
}
