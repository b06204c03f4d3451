package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Writes down what a sandbox is to be and starts its shim; knows what this host must have for that. */
final class Launcher {
    /** Where the shim makes the root file system reachable when it runs as root. */
    private static final Path REACHABLE_ROOTFS = Path.of("/tmp/rootfs");

    private static final long LEAST_DISK_MIB = 32;
    private static final long MIB = 1024L * 1024;
    private static final int SPAWN_SECONDS = 20;
    private static final int PROBE_SECONDS = 10;

    /** How long a successful probe of the host is believed, in nanoseconds. */
    private static final long PROBE_KEPT = 60_000_000_000L;

    private final SandboxConfig config;
    private final Cgroups cgroups;
    private final UidRegistry uids;
    private final Bytecode bytecode;

    /** When the host was last seen to be able to make a sandbox, by the clock of {@link System#nanoTime}; 0: never. */
    private final AtomicLong probedAt = new AtomicLong();

    Launcher(SandboxConfig config, Cgroups cgroups) {
        this.config = config;
        this.cgroups = cgroups;
        this.uids = new UidRegistry(config.uidRegistry(), config.firstUid(), config.uids());
        this.bytecode = new Bytecode(config.python());
    }

    static Path runDirectory(SandboxConfig config, Owner owner) {
        return config.runDirectory().resolve(owner.thing());
    }

    static Path agentSocket(SandboxConfig config, Owner owner) {
        return runDirectory(config, owner).resolve("agent");
    }

    static Path desktopSocket(SandboxConfig config, Owner owner) {
        return runDirectory(config, owner).resolve("desktop");
    }

    /** Writes the journal, then starts the shim; returns as soon as the shim lives on its own. */
    void start(Owner owner, SandboxSpec spec, Instant fuseAt, Journal journal) {
        Path rootfs = config.rootfs()
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.MISCONFIGURED,
                        "setting rootfs of the sandbox driver: expected the folder that providers/sandbox/rootfs/build"
                                + " has made, got nothing"));
        refuseFullDisk();
        Path shim = bytecode.of(program("shim.py"));
        Path agent = program("agent.py");
        String attempt = UUID.randomUUID().toString();
        List<String> launch = new ArrayList<>();
        launch.add("owner " + owner.mark());
        launch.add("attempt " + attempt);
        launch.add("run " + runDirectory(config, owner));
        launch.add("rootfs " + rootfs);
        launch.add("seccomp " + journal.filter());
        launch.add("agent " + agent);
        launch.add("socket " + Confinement.AGENT_SOCKET + " " + agentSocket(config, owner));
        if (spec.desktop()) {
            launch.add("socket " + Confinement.DESKTOP_SOCKET + " " + desktopSocket(config, owner));
            launch.add("pipe " + Confinement.ANNOUNCED + " " + Confinement.ANNOUNCING);
        }
        for (Cgroups.Group group : cgroups.groups(owner.thing(), spec)) {
            group.preparations().forEach(setting -> launch.add("prepare " + line(setting)));
            launch.add("cgroup " + group.directory());
            group.writes().forEach(setting -> launch.add("write " + line(setting)));
            group.thaw().ifPresent(setting -> launch.add("thaw " + line(setting)));
        }
        new TreeMap<>(Map.of(
                        "alive", Confinement.ALIVE,
                        "seccomp", Confinement.SECCOMP,
                        "agent", Confinement.AGENT,
                        "status", Confinement.STATUS))
                .forEach((name, number) -> launch.add("descriptor " + name + " " + number));
        new TreeMap<>(Confinement.resourceLimits(spec))
                .forEach((name, value) -> launch.add("rlimit " + name + " " + value));
        if (config.privileged()) {
            launch.add("uid " + uids.reserve(owner));
        }
        Path seen = config.privileged() ? REACHABLE_ROOTFS : rootfs;
        Confinement.command(owner, spec, config.bwrap(), seen).forEach(word -> launch.add("command " + word));
        createPrivate(config.runDirectory());
        createPrivate(config.stateDirectory().resolve("journal"));
        journal.begin(launch, fuseAt, Filter.PROGRAM);
        spawn(owner, journal, shim, attempt);
    }

    /** The system call filter is the same for every sandbox, so it is compiled once. */
    private static final class Filter {
        private static final byte[] PROGRAM = SyscallFilter.program(SyscallFilter.Architecture.ofThisHost());
    }

    private static String line(Cgroups.Setting setting) {
        return setting.file() + " = " + setting.value();
    }

    private void spawn(Owner owner, Journal journal, Path shim, String attempt) {
        ProcessBuilder builder = new ProcessBuilder(
                config.python().toString(),
                "-I",
                "-S",
                "-B",
                shim.toString(),
                Confinement.MARK,
                owner.mark(),
                journal.directory().toString(),
                attempt);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.directory(Path.of("/").toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(journal.log().toFile()));
        try {
            Process parent = builder.start();
            // It forks and returns; the shim itself is then nobody's child but the host's first process's.
            if (!parent.waitFor(SPAWN_SECONDS, TimeUnit.SECONDS)) {
                parent.destroyForcibly();
                throw new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "sandbox of %s: its shim did not start within %d s".formatted(owner, SPAWN_SECONDS));
            }
            if (parent.exitValue() != 0) {
                throw new MayflyException(
                        ErrorCode.PROVIDER_FAILED,
                        "sandbox of %s: its shim could not start: %s".formatted(owner, journal.complaint()));
            }
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.MISCONFIGURED, config.python() + " cannot be run: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MayflyException(ErrorCode.PROVIDER_FAILED, "the work was interrupted", e);
        }
    }

    /**
     * Puts a program of this build on disk, under the digest of its content: a running sandbox keeps the version that it
     * was started with, whatever is installed later.
     */
    private Path program(String name) {
        byte[] content;
        try (InputStream in = Launcher.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in this build");
            }
            content = in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read from this build", e);
        }
        Path folder = config.stateDirectory().resolve("programs").resolve(digest(content));
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
                createPrivate(folder);
                Path fresh = Files.createTempFile(folder, name, ".new");
                Files.write(fresh, content);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.HOST_EXHAUSTED, file + " cannot be written: " + e, e);
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
                    .substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void createPrivate(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.HOST_EXHAUSTED, folder + " cannot be made: " + e, e);
        }
    }

    private void refuseFullDisk() {
        createPrivate(config.stateDirectory());
        try {
            long free = Files.getFileStore(config.stateDirectory()).getUsableSpace() / MIB;
            if (free < LEAST_DISK_MIB) {
                throw new MayflyException(
                        ErrorCode.HOST_EXHAUSTED,
                        "%s: expected at least %d MiB free, got %d"
                                .formatted(config.stateDirectory(), LEAST_DISK_MIB, free));
            }
        } catch (IOException e) {
            throw new MayflyException(ErrorCode.HOST_EXHAUSTED, config.stateDirectory() + " cannot be used: " + e, e);
        }
    }

    // --- what the host must have
    // --------------------------------------------------------------------------------------

    /** Refuses a sandbox whose limits this host cannot enforce, unless the operator has said to accept that. */
    void refuseUnenforceable(SandboxSpec spec) {
        Optional<String> missing = missingLimits();
        if (missing.isPresent() && !config.acceptUnenforcedLimits()) {
            throw new MayflyException(
                    ErrorCode.LIMIT_NOT_ENFORCEABLE,
                    "a sandbox of %d MiB and %s processors: %s"
                            .formatted(spec.memoryMiB(), spec.cpus(), missing.get()));
        }
    }

    /** Which limits this host cannot enforce, as a sentence. */
    Optional<String> missingLimits() {
        Set<Cgroups.Limit> missing = new TreeSet<>(Set.of(Cgroups.Limit.MEMORY, Cgroups.Limit.CPU));
        missing.removeAll(cgroups.inForce());
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "this host cannot enforce the limits of %s, because no cgroup is writable for this process: run the worker as root, or as a service with Delegate=yes and DelegateSubgroup=worker; or set accept-unenforced-limits to true"
                        .formatted(String.join(
                                " and ",
                                missing.stream()
                                        .map(limit -> limit.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }

    /** What keeps this host from making sandboxes at all, as a sentence for the operator. */
    Optional<String> fault() {
        for (Path program : List.of(config.bwrap(), config.python())) {
            if (!Files.isExecutable(program)) {
                return Optional.of("%s is missing; install it with: apt-get install %s"
                        .formatted(program, program.equals(config.bwrap()) ? "bubblewrap" : "python3"));
            }
        }
        if (config.rootfs().isEmpty()) {
            return Optional.of("the setting rootfs is missing: build the tree with providers/sandbox/rootfs/build");
        }
        Path rootfs = config.rootfs().get();
        if (!Files.isExecutable(rootfs.resolve("usr/bin/python3"))) {
            return Optional.of("%s is no root file system of a sandbox: build one with providers/sandbox/rootfs/build"
                    .formatted(rootfs));
        }
        long last = probedAt.get();
        if (last != 0 && System.nanoTime() - last < PROBE_KEPT) {
            return Optional.empty();
        }
        Optional<String> fault = probe();
        if (fault.isEmpty()) {
            probedAt.set(System.nanoTime());
        }
        return fault;
    }

    /** Makes the smallest sandbox there is, as the user that a real one would be, and throws it away. */
    private Optional<String> probe() {
        List<String> command = new ArrayList<>();
        if (config.privileged()) {
            String uid = Integer.toString(config.firstUid() + config.uids() - 1);
            command.addAll(List.of("/usr/bin/setpriv", "--reuid", uid, "--regid", uid, "--clear-groups"));
        }
        command.add(config.bwrap().toString());
        command.addAll(List.of(
                "--unshare-all",
                "--unshare-user",
                "--uid",
                "1000",
                "--die-with-parent",
                "--ro-bind",
                "/usr",
                "/usr",
                "--symlink",
                "usr/bin",
                "/bin",
                "--symlink",
                "usr/lib",
                "/lib",
                "--symlink",
                "usr/lib64",
                "/lib64",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--disable-userns",
                "--assert-userns-disabled",
                "/usr/bin/true"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            String said;
            try (InputStream output = process.getInputStream()) {
                if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return Optional.of("bubblewrap does not return within %d s".formatted(PROBE_SECONDS));
                }
                said = new String(output.readNBytes(500), StandardCharsets.UTF_8)
                        .strip()
                        .replaceAll("\\p{Cntrl}+", " ");
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(advice(said));
        } catch (IOException e) {
            return Optional.of("bubblewrap cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the probe was interrupted");
        }
    }

    private static String advice(String said) {
        String cause = "bubblewrap cannot make a sandbox on this host: " + said;
        if (isOne("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")) {
            return cause
                    + "; AppArmor keeps it from making user namespaces: providers/sandbox/README.md has the profile"
                    + " to install";
        }
        if (isZero("/proc/sys/user/max_user_namespaces") || isZero("/proc/sys/kernel/unprivileged_userns_clone")) {
            return cause + "; user namespaces are switched off: set user.max_user_namespaces and, where it exists,"
                    + " kernel.unprivileged_userns_clone with sysctl";
        }
        return cause;
    }

    private static boolean isOne(String file) {
        return contentOf(file).equals("1");
    }

    private static boolean isZero(String file) {
        return contentOf(file).equals("0");
    }

    private static String contentOf(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
