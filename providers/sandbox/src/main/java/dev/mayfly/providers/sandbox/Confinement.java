package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.plan.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The wall, written down: what bwrap is told, and the resource limits that are set before it runs. */
final class Confinement {

    /** Descriptors that the sandbox inherits. The agent knows them by number; a shell can name only single digits. */
    static final int AGENT_SOCKET = 3;

    static final int DESKTOP_SOCKET = 4;
    static final int ALIVE = 5;
    static final int ANNOUNCED = 6;
    static final int ANNOUNCING = 7;

    /** Descriptors that bwrap reads or writes, and that go no further. */
    static final int SECCOMP = 10;

    static final int AGENT = 11;
    static final int STATUS = 12;

    /** The word in the command line of a shim or a sandbox that the owner's mark follows. */
    static final String MARK = "MAYFLY_OWNER";

    private static final long MIB = 1024L * 1024;

    /**
     * What proc tells of the host, and of nothing else: the list that container runtimes hide as well, and the kernel's
     * command line. Each costs half a millisecond at the start, so what only root may open is left as it is: nobody
     * inside is root, on either side of the wall.
     */
    private static final List<String> HIDDEN_FILES = List.of(
            "/proc/kcore",
            "/proc/keys",
            "/proc/key-users",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/kallsyms",
            "/proc/cmdline",
            "/proc/config.gz");

    private static final List<String> HIDDEN_FOLDERS = List.of("/proc/acpi", "/proc/asound", "/proc/scsi");

    private Confinement() {}

    /**
     * The command that makes the sandbox and runs the agent in it.
     *
     * @param rootfs where the shim will have made the root file system reachable
     */
    static List<String> command(Owner owner, SandboxSpec spec, Path bwrap, Path rootfs) {
        List<String> command = new ArrayList<>();
        command.add(bwrap.toString());
        // Every namespace there is; each is demanded, none merely tried.
        command.addAll(List.of(
                "--unshare-user",
                "--unshare-ipc",
                "--unshare-pid",
                "--unshare-net",
                "--unshare-uts",
                "--unshare-cgroup",
                "--uid",
                "1000",
                "--gid",
                "1000",
                "--hostname",
                "workspace",
                "--die-with-parent",
                "--new-session",
                "--clearenv",
                "--setenv",
                MARK,
                owner.mark()));
        command.addAll(List.of("--ro-bind", rootfs.toString(), "/"));
        command.addAll(List.of("--proc", "/proc"));
        for (String file : HIDDEN_FILES) {
            if (isOpenToAll(Path.of(file))) {
                command.addAll(List.of("--ro-bind", "/dev/null", file));
            }
        }
        for (String folder : HIDDEN_FOLDERS) {
            if (Files.isDirectory(Path.of(folder))) {
                command.addAll(List.of("--tmpfs", folder, "--remount-ro", folder));
            }
        }
        // The folder of devices is closed after the few that bwrap puts there; shared memory has a size.
        command.addAll(List.of("--dev", "/dev"));
        command.addAll(tmpfs("/dev/shm", spec.tmpMiB(), "1777"));
        command.addAll(List.of("--remount-ro", "/dev"));
        command.addAll(tmpfs("/tmp", spec.tmpMiB(), "1777"));
        command.addAll(tmpfs("/run", SandboxSpec.RUN_MIB, "0755"));
        command.addAll(tmpfs("/home", spec.homeMiB(), "0755"));
        command.addAll(List.of("--perms", "0444", "--ro-bind-data", Integer.toString(AGENT), "/run/agent.py"));
        command.addAll(List.of(
                "--cap-drop",
                "ALL",
                "--disable-userns",
                "--assert-userns-disabled",
                "--seccomp",
                Integer.toString(SECCOMP),
                "--json-status-fd",
                Integer.toString(STATUS),
                "--chdir",
                "/",
                "--"));
        command.addAll(spec.desktop() ? desktop(spec) : agent(spec));
        return List.copyOf(command);
    }

    private static boolean isOpenToAll(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false; // this kernel has no such file
        }
    }

    private static List<String> agent(SandboxSpec spec) {
        return List.of("/usr/bin/python3", "-I", "-S", "/run/agent.py", Integer.toString(spec.processes()));
    }

    /**
     * The X server first and the agent beside it, for the one takes as long as the other to get up. The server accepts
     * viewers on the socket that it has as standard input.
     */
    private static List<String> desktop(SandboxSpec spec) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "\"$@\" <&%d 9>&%d 3<&- 4<&- 5<&- 6<&- 7>&- >/dev/null 2>&1 & exec %s $! \"$@\""
                        .formatted(DESKTOP_SOCKET, ANNOUNCING, String.join(" ", agent(spec))),
                "sh"));
        command.addAll(List.of(
                "/usr/bin/Xtigervnc",
                ":0",
                "-inetd",
                "-displayfd",
                "9",
                "-SecurityTypes",
                "None",
                "-nolisten",
                "tcp",
                "-geometry",
                spec.geometry(),
                "-depth",
                "24",
                "-desktop",
                "Workspace",
                "-AlwaysShared",
                "-noreset",
                // Viewers have no address that one could be told from another by, so none is shut out by its address.
                "-BlacklistThreshold",
                "2000000000",
                // It would load a software renderer of 100 MB that nothing here uses, and double the start-up time.
                "-extension",
                "GLX"));
        return command;
    }

    private static List<String> tmpfs(String at, int mib, String permissions) {
        return List.of("--size", Long.toString(mib * MIB), "--perms", permissions, "--tmpfs", at);
    }

    /** Limits of each process (setrlimit(2)), soft and hard alike. */
    static Map<String, Long> resourceLimits(SandboxSpec spec) {
        return Map.of(
                "CORE", 0L,
                "FSIZE", spec.fileSizeMiB() * MIB,
                "NOFILE", (long) spec.openFiles(),
                "MEMLOCK", 64L * 1024,
                "MSGQUEUE", 0L,
                "RTPRIO", 0L,
                "NICE", 0L,
                "SIGPENDING", 4_096L);
    }

    /** Whose sandbox or shim a command line belongs to, when it is one of Mayfly's. */
    static Optional<String> markIn(List<String> commandLine) {
        int at = commandLine.indexOf(MARK);
        if (at >= 0 && at + 1 < commandLine.size()) {
            return Optional.of(commandLine.get(at + 1));
        }
        return Optional.empty();
    }

    /** A sentence of the limits in force, for people. */
    static String describe(Cgroups cgroups) {
        return cgroups.inForce().stream()
                .map(limit -> limit.name().toLowerCase(Locale.ROOT))
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
    }
}
