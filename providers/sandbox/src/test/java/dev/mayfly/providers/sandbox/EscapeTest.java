package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Exec;
import dev.mayfly.providers.spi.Files.Entry;
import dev.mayfly.providers.spi.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who controls everything inside a sandbox tries, and what comes of it; each in a real one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscapeTest implements SandboxBench {
    private final Owner owner = newOwner();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path folder;

    @BeforeAll
    void make() {
        SandboxBench.driver().ensure(owner, spec(), later(), Progress.SILENT);
    }

    @AfterAll
    void remove() {
        SandboxBench.driver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }

    @Override
    public SandboxSpec spec() {
        return new SandboxSpec(false, 160, 1, 64, 32, 16, 8, 256, "640x480");
    }

    // --- files ------------------------------------------------------------------------------------------------------

    @Test
    void seesNoFileOfTheHosts() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "of the host");

        assertThat(run("cat " + secret).exitCode()).isNotZero();
        assertThat(output("cat /proc/1/root" + secret + " /proc/self/root" + secret + " 2>/dev/null"))
                .isEmpty();
        assertThat(output("ls -A /root /home /tmp /mnt /media /srv /opt 2>/dev/null | grep -c '^secret'"))
                .isEqualTo("0");
        assertThat(output("ls -A /home")).isEqualTo("user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/usr", "/usr/bin", "/etc", "/lib", "/var", "/dev", "/proc", "/proc/sys", "/root"})
    void cannotWriteOutsideOfItsOwnFolders(String path) {
        assertThat(run("touch " + path + "/mayfly-was-here").exitCode()).isNotZero();
        assertThat(SandboxBench.rootfs().resolve(path.substring(1)).resolve("mayfly-was-here"))
                .doesNotExist();
    }

    @Test
    void hasOnlyHarmlessDevices() {
        assertThat(output("for f in /dev/* /dev/*/*; do if [ ! -L $f ] && [ -c $f -o -b $f ]; then echo $f; fi; done")
                        .split("\n", -1))
                .containsExactlyInAnyOrder(
                        "/dev/full",
                        "/dev/null",
                        "/dev/pts/ptmx",
                        "/dev/random",
                        "/dev/tty",
                        "/dev/urandom",
                        "/dev/zero");
        assertThat(run("mknod /tmp/sda b 8 0").exitCode()).isNotZero();
        assertThat(run("mknod /tmp/mem c 1 1").exitCode()).isNotZero();
    }

    @Test
    void inheritsNothingThatIsOpen() {
        assertThat(output("python3 -c \"import os; print(sorted(os.listdir('/proc/self/fd'))[:-1])\""))
                .isEqualTo("['0', '1', '2']");
    }

    @Test
    void knowsNothingOfTheHostsEnvironment() {
        assertThat(output("env | cut -d= -f1 | sort | tr '\\n' ' '"))
                .doesNotContain("JAVA", "MAVEN", "MAYFLY_SANDBOX", "SUDO", "SSH");
    }

    @Test
    void findsNoSetuidProgram() {
        assertThat(output("find / -xdev -perm /6000 2>/dev/null")).isEmpty();
        assertThat(output("grep -E '^(NoNewPrivs|Cap...|Seccomp):' /proc/self/status")
                        .split("\n", -1))
                .containsExactly(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t0000000000000000",
                        "CapEff:\t0000000000000000",
                        "CapBnd:\t0000000000000000",
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2");
    }

    // --- processes --------------------------------------------------------------------------------------------------

    @Test
    void seesNoProcessOfTheHosts() throws IOException {
        Process canary = new ProcessBuilder("sleep", "98765").start();
        try {
            assertThat(output("cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).doesNotContain("98765");
            assertThat(run("kill -9 " + canary.pid()).exitCode()).isNotZero();
            assertThat(canary.isAlive()).isTrue();
        } finally {
            canary.destroyForcibly();
        }
    }

    @Test
    void runsAsAHostUserThatNobodyElseIs() {
        Owner other = newOwner();
        SandboxBench.driver().ensure(other, spec(), later(), Progress.SILENT);
        try {
            Set<String> mine = hostUsers(owner);
            Set<String> theirs = hostUsers(other);
            assertThat(mine).hasSize(1).doesNotContain("0");
            assertThat(theirs).hasSize(1).doesNotContain("0");
            if (SandboxBench.isRoot()) {
                assertThat(mine).doesNotContainAnyElementsOf(theirs);
            }
        } finally {
            SandboxBench.driver().remove(other, Progress.SILENT);
        }
    }

    /** The host's user ids of the processes inside, as the kernel tells them; the shim is outside. */
    private static Set<String> hostUsers(Owner owner) {
        return Oracle.processes(owner).stream()
                .map(pid -> Path.of("/proc/" + pid))
                .filter(path -> Oracle.commandLine(path).stream().noneMatch(word -> word.endsWith("/shim.pyc")))
                .flatMap(path -> Oracle.lines(path.resolve("status")).stream())
                .filter(line -> line.startsWith("Uid:"))
                .flatMap(line -> List.of(line.split("\t", -1)).stream().skip(1))
                .collect(Collectors.toSet());
    }

    @Test
    void doesNotReachAnotherSandbox() {
        Owner other = newOwner();
        SandboxBench.driver().ensure(other, spec(), later(), Progress.SILENT);
        try {
            SandboxBench.run(other, "echo secret-of-another >~/note; (sleep 54321 >/dev/null 2>&1 &)");
            assertThat(output("cat ~/note /home/*/note /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"))
                    .doesNotContain("secret-of-another", "54321");
        } finally {
            SandboxBench.driver().remove(other, Progress.SILENT);
        }
    }

    @Test
    void killsOnlyItselfWhenItKillsEverything() {
        Owner killer = newOwner();
        SandboxBench.driver().ensure(killer, spec(), later(), Progress.SILENT);
        try {
            assertThatThrownBy(() -> SandboxBench.run(killer, "kill -9 -1")).isInstanceOf(MayflyException.class);
            assertThat(output("echo alive")).isEqualTo("alive");
        } finally {
            SandboxBench.driver().remove(killer, Progress.SILENT);
        }
    }

    // --- network ----------------------------------------------------------------------------------------------------

    @Test
    void hasNoNetworkButItsOwnLoopback() throws IOException {
        assertThat(output("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).isEqualTo("lo");
        assertThat(output("tail -n +2 /proc/net/route")).isEmpty();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(connects("127.0.0.1", listener.getLocalPort())).isEqualTo("ConnectionRefusedError");
        }
        assertThat(connects("169.254.169.254", 80)).isEqualTo("OSError 101");
        assertThat(connects("8.8.8.8", 53)).isEqualTo("OSError 101");
    }

    private String connects(String host, int port) {
        return output("""
                python3 - <<'X'
                import socket
                try:
                    socket.create_connection(("%s", %d), 2)
                    print("connected")
                except ConnectionRefusedError as e:
                    print("ConnectionRefusedError")
                except OSError as e:
                    print("OSError", e.errno)
                X
                """.formatted(host, port));
    }

    @Test
    void reachesNoSocketOfTheHosts() {
        assertThat(output("python3 -c \"import socket\ntry:\n s=socket.socket(socket.AF_NETLINK,socket.SOCK_RAW,0)\n"
                        + " print('made')\nexcept OSError as e: print(e.errno)\""))
                .isEqualTo("97");
    }

    // --- the kernel -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "ptrace, 16 1 0 0",
        "process_vm_readv, 1 0 0 0 0 0",
        "process_vm_writev, 1 0 0 0 0 0",
        "pidfd_getfd, 0 0 0",
        "kcmp, 1 2 0 0 0",
        "mount, 0 0 0 0 0",
        "umount2, 0 0",
        "pivot_root, 0 0",
        "chroot, 0",
        "move_mount, 0 0 0 0 0",
        "open_tree, 0 0 0",
        "fsopen, 0 0",
        "mount_setattr, 0 0 0 0 0",
        "unshare, 268435456",
        "unshare, 131072",
        "setns, 0 0",
        "clone, 268435473 0 0 0 0",
        "clone3, 0 0",
        "keyctl, 0 -3 0 0 0",
        "add_key, 0 0 0 0 0",
        "request_key, 0 0 0 0",
        "bpf, 0 0 0",
        "perf_event_open, 0 0 0 0 0",
        "userfaultfd, 1",
        "io_uring_setup, 1 0",
        "open_by_handle_at, 0 0 0",
        "name_to_handle_at, 0 0 0 0 0",
        "kexec_load, 0 0 0 0",
        "init_module, 0 0 0",
        "finit_module, 0 0 0",
        "delete_module, 0 0",
        "reboot, 0 0 0 0",
        "syslog, 3 0 0",
        "settimeofday, 0 0",
        "personality, 262144",
        "memfd_secret, 0",
        "vmsplice, 0 0 0 0"
    })
    void kernelRefuses(String name, String arguments) {
        int number = Objects.requireNonNull(NUMBERS.get(name), name).number();
        String answer = output("""
                python3 - <<'X'
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                result = libc.syscall(*[ctypes.c_long(n) for n in [%d] + [int(w) for w in "%s".split()]])
                print(result, ctypes.get_errno())
                X
                """.formatted(number, arguments));
        assertThat(answer).as(name).isIn("-1 1", "-1 38");
    }

    private static final Map<String, SyscallFilter.Rule> NUMBERS =
            SyscallFilter.rules(SyscallFilter.Architecture.ofThisHost()).stream()
                    .collect(Collectors.toMap(SyscallFilter.Rule::name, Function.identity()));

    @Test
    void cannotTypeIntoATerminal() {
        assertThat(output("""
                        python3 - <<'X'
                        import fcntl, os, pty
                        master, slave = pty.openpty()
                        for request in (0x5412, 0x541C):
                            try:
                                fcntl.ioctl(slave, request, b"x")
                                print("typed")
                            except OSError as e:
                                print(e.errno)
                        X
                        """)).isEqualTo("1\n1");
    }

    @Test
    void makesNoUserNamespace() {
        assertThat(run("unshare --user true").exitCode()).isNotZero();
        assertThat(run("unshare --map-root-user --mount true").exitCode()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/sys/kernel/core_pattern",
                "/proc/sys/kernel/hostname",
                "/proc/sys/kernel/modprobe",
                "/proc/sys/vm/overcommit_memory",
                "/proc/sys/net/ipv4/ip_forward",
                "/proc/sys/user/max_user_namespaces",
                "/proc/self/uid_map",
                "/proc/self/setgroups",
                "/proc/1/mem"
            })
    void cannotChangeTheKernel(String file) {
        assertThat(run("echo 1 >" + file).exitCode()).isNotZero();
    }

    @Test
    void cannotAskTheKernelForHelp() {
        assertThat(
                        output(
                                "echo b >/proc/sysrq-trigger; cat /proc/kcore /proc/keys /proc/kmsg /proc/kallsyms"
                                        + " /proc/timer_list /proc/cmdline /proc/config.gz /proc/key-users 2>/dev/null | head -c 100 | wc -c"))
                .isEqualTo("0");
        assertThat(output("ls -A /sys")).isEmpty();
        assertThat(run("echo -1000 >/proc/self/oom_score_adj").exitCode()).isNotZero();
    }

    // --- using things up --------------------------------------------------------------------------------------------

    @Test
    void survivesAFullDisk() throws IOException {
        Owner full = newOwner();
        SandboxBench.driver().ensure(full, spec(), later(), Progress.SILENT);
        try {
            for (String place : List.of("/home/user", "/tmp", "/dev/shm", "/run")) {
                String script = "i=0; while [ $i -lt 30 ]; do i=$((i+1)); head -c 7000000 /dev/zero >" + place
                        + "/fill$i || break; done; df --output=avail " + place + " | tail -1; [ $i -lt 30 ]";
                Exec.Result result = SandboxBench.run(full, script);
                assertThat(SandboxBench.errors(result)).contains("No space left");
                assertThat(SandboxBench.output(result)).isEqualTo("0");
                assertThat(result.exitCode()).isZero();
            }
            assertThat(SandboxBench.output(SandboxBench.run(full, "echo alive")))
                    .isEqualTo("alive");
            assertThatThrownBy(() -> SandboxBench.driver()
                            .put(full, "x", new ByteArrayInputStream(new byte[9000]), 9000, Progress.SILENT))
                    .isInstanceOf(MayflyException.class);
        } finally {
            SandboxBench.driver().remove(full, Progress.SILENT);
        }
        assertThat(world(full)).isEmpty();
    }

    @Test
    void keepsFilesSmall() {
        assertThat(output("head -c 20000000 /dev/zero >~/big; stat -c %s ~/big; rm ~/big"))
                .isEqualTo(Long.toString(8L * 1024 * 1024));
    }

    @Test
    void keepsOpenFilesFew() {
        assertThat(output("""
                        python3 - <<'X'
                        files = []
                        try:
                            while True:
                                files.append(open("/dev/null"))
                        except OSError as e:
                            print(len(files) < 256, e.errno)
                        X
                        """)).isEqualTo("True 24");
    }

    @Test
    void survivesAMemoryBomb() {
        SandboxBench.assumeCgroups();
        Exec.Result result = run("python3 -c 'x = bytearray(1 << 30)'");
        assertThat(result.exitCode()).isNotZero();
        assertThat(output("echo alive")).isEqualTo("alive");
    }

    @Test
    void isRemovedInTheMiddleOfAForkBomb() throws Exception {
        Owner bomber = newOwner();
        SandboxBench.driver().ensure(bomber, spec(), later(), Progress.SILENT);
        try {
            SandboxBench.run(bomber, "echo 'b() { b | b & }; b' >/tmp/bomb; (bash /tmp/bomb >/dev/null 2>&1 &)");
            Thread.sleep(1_500);
            assertThat(Oracle.processes(bomber))
                    .as("processes of the bomb, and the shim")
                    .hasSizeBetween(40, 65);
            assertThat(new ProcessBuilder("true").start().waitFor())
                    .as("the host goes on")
                    .isZero();
            assertThat(SandboxBench.output(SandboxBench.driver()
                            .exec(
                                    bomber,
                                    List.of("echo", "alive"),
                                    new byte[0],
                                    100,
                                    Duration.ofSeconds(20),
                                    Progress.SILENT)))
                    .as("the agent has processes of its own in reserve")
                    .isEqualTo("alive");
        } finally {
            SandboxBench.driver().remove(bomber, Progress.SILENT);
        }
        assertThat(world(bomber)).isEmpty();
    }

    // --- what comes out ---------------------------------------------------------------------------------------------

    @Test
    void givesNoFileOfTheHostsThroughALink() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "of the host");
        run("ln -s " + secret + " ~/outbox/link; ln -s / ~/outbox/all; mkfifo ~/outbox/pipe; mkdir ~/outbox/folder;"
                + " echo fine >~/outbox/fine");

        assertThat(SandboxBench.driver().list(owner))
                .extracting(Entry::name)
                .contains("fine")
                .doesNotContain("link", "all", "pipe", "folder");
        for (String name : List.of("link", "all", "pipe", "folder")) {
            assertThatThrownBy(() ->
                            SandboxBench.driver().get(owner, name, new ByteArrayOutputStream(), 100, Progress.SILENT))
                    .as(name)
                    .isInstanceOfSatisfying(
                            MayflyException.class,
                            e -> assertThat(e.code()).isIn(ErrorCode.NOT_FOUND, ErrorCode.PROVIDER_FAILED));
        }
    }

    @Test
    void putsNoFileOutsideThroughALink() throws IOException {
        run("rm -rf ~/inbox; ln -s " + folder + " ~/inbox");
        assertThatThrownBy(() -> SandboxBench.driver()
                        .put(owner, "planted", new ByteArrayInputStream(new byte[1]), 1, Progress.SILENT))
                .isInstanceOf(MayflyException.class);
        assertThat(folder.resolve("planted")).doesNotExist();
        run("rm ~/inbox; mkdir ~/inbox");
    }

    @Test
    void listsOnlyNamesThatAPersonCanRead() {
        run("cd ~/outbox; touch \"$(printf 'a\\nb')\" \"$(printf 'a\\033[31mb')\" \"$(printf '\\377')\" plain");
        assertThat(SandboxBench.driver().list(owner))
                .extracting(Entry::name)
                .contains("plain")
                .allMatch(Agent::isPlainName);
        run("cd ~/outbox; rm -f -- a* \"$(printf '\\377')\"");
    }

    @Test
    void keepsLinksInASnapshotAsWhatTheyAre() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "text-of-the-host");
        run("ln -s " + secret + " ~/to-the-host; echo text-of-the-sandbox >~/mine");
        Path target = folder.resolve("snapshot");

        SandboxBench.driver().snapshot(owner, target, 1 << 24, Duration.ofSeconds(20), Progress.SILENT);

        try (InputStream in = new ZstdInputStream(Files.newInputStream(target))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("text-of-the-sandbox")
                    .doesNotContain("text-of-the-host");
        }
        run("rm ~/to-the-host");
    }

    @Test
    void endsASnapshotOfAnEndlessHome() {
        run("python3 -c \"import os\nfor i in range(30):\n open(os.path.expanduser('~/s%d'%i),'w').truncate(8<<20)\"");
        Path target = folder.resolve("snapshot");
        assertThatThrownBy(() ->
                        SandboxBench.driver().snapshot(owner, target, 1 << 20, Duration.ofSeconds(20), Progress.SILENT))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
        assertThat(folder).isEmptyDirectory();
        run("rm ~/s*");
    }

    private Exec.Result run(String script) {
        return SandboxBench.run(owner, script);
    }

    private String output(String script) {
        return SandboxBench.output(run(script));
    }
}
