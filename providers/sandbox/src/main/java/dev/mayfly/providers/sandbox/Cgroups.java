package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.plan.InstallationId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which limits the kernel can enforce here for a group of processes, and in which folders. Both versions of cgroups work;
 * a folder that this process may not write into gives no limit.
 *
 * @param mode how this host has its cgroups
 * @param controllers one folder tree for each controller (v1), or one for all of them (v2)
 */
record Cgroups(Mode mode, List<Controller> controllers) {

    enum Mode {
        /** The unified hierarchy. */
        V2,
        /** One hierarchy for each controller, also beside an empty unified one ("hybrid"). */
        V1,
        /** None that this process may use. */
        NONE
    }

    /** What is enforced by a cgroup. */
    enum Limit {
        MEMORY,
        PROCESSES,
        CPU,
        FREEZER
    }

    /**
     * A tree to make groups in.
     *
     * @param base the folder of this installation; exists only while something is in it
     * @param preparations files to write before a group is made below {@code base}
     */
    record Controller(Set<Limit> limits, Path base, List<Setting> preparations) {}

    /** A value for a file of the kernel's; the file is named relative to its group, or absolutely. */
    record Setting(String file, String value) {}

    /** A group of one sandbox. */
    record Group(
            Set<Limit> limits,
            Path directory,
            List<Setting> preparations,
            List<Setting> writes,
            Optional<Setting> thaw) {}

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);

    private static final long MIB = 1024L * 1024;
    private static final int PERIOD_MICROS = 100_000;
    private static final String V2_CONTROLLERS = "+memory +pids +cpu";

    /** Looks at what is mounted. */
    static Cgroups detect(SandboxConfig config) {
        List<String> mounts;
        String own;
        try {
            mounts = Files.readAllLines(Path.of("/proc/self/mounts"), StandardCharsets.UTF_8);
            own = Files.readString(Path.of("/proc/self/cgroup"));
        } catch (IOException e) {
            return new Cgroups(Mode.NONE, List.of());
        }
        return detect(config.installation(), config.cgroup(), mounts, own);
    }

    /**
     * @param configured a delegated v2 folder, when the operator has named one
     * @param mounts lines of {@code /proc/self/mounts}
     * @param own the content of {@code /proc/self/cgroup}
     */
    static Cgroups detect(InstallationId installation, Optional<Path> configured, List<String> mounts, String own) {
        String folder = "mayfly." + installation;
        if (configured.isPresent()) {
            return unified(configured.get(), folder);
        }
        List<Controller> found = new ArrayList<>();
        Optional<Path> v2 = Optional.empty();
        for (String line : mounts) {
            String[] words = line.split(" ", -1);
            if (words.length < 4) {
                continue;
            }
            Path at = Path.of(words[1]);
            if (words[2].equals("cgroup2")) {
                v2 = Optional.of(at);
            } else if (words[2].equals("cgroup") && Files.isWritable(at)) {
                Set<Limit> limits = EnumSet.noneOf(Limit.class);
                Set<String> options = Set.copyOf(Arrays.asList(words[3].split(",", -1)));
                if (options.contains("memory")) {
                    limits.add(Limit.MEMORY);
                }
                if (options.contains("pids")) {
                    limits.add(Limit.PROCESSES);
                }
                if (options.contains("cpu")) {
                    limits.add(Limit.CPU);
                }
                if (options.contains("freezer")) {
                    limits.add(Limit.FREEZER);
                }
                Path base = at.resolve(folder);
                boolean known = found.stream().anyMatch(other -> other.base().equals(base));
                if (!limits.isEmpty() && !known) {
                    found.add(new Controller(Collections.unmodifiableSet(limits), base, List.of()));
                }
            }
        }
        if (!found.isEmpty()) {
            return new Cgroups(Mode.V1, List.copyOf(found));
        }
        return v2.map(root -> unified(delegated(root, own), folder)).orElseGet(() -> new Cgroups(Mode.NONE, List.of()));
    }

    /**
     * The v2 folder to make ours in: the root for root, else the parent of the group that this process is in. A service
     * with {@code Delegate=yes} and {@code DelegateSubgroup=} has just that: an empty parent that belongs to it.
     */
    private static Path delegated(Path root, String own) {
        if (Files.isWritable(root.resolve("cgroup.subtree_control"))) {
            return root;
        }
        for (String line : own.split("\n", -1)) {
            if (line.startsWith("0::/")) {
                Path mine = root.resolve(line.substring("0::/".length()));
                Path parent = mine.getParent();
                if (parent != null && parent.startsWith(root)) {
                    return parent;
                }
            }
        }
        return root;
    }

    private static Cgroups unified(Path parent, String folder) {
        Path control = parent.resolve("cgroup.subtree_control");
        Set<String> offered;
        try {
            offered = Set.of(Files.readString(parent.resolve("cgroup.controllers"))
                    .strip()
                    .split("\\s+", -1));
        } catch (IOException e) {
            return new Cgroups(Mode.NONE, List.of());
        }
        if (!Files.isWritable(control) || !offered.containsAll(Set.of("memory", "pids", "cpu"))) {
            return new Cgroups(Mode.NONE, List.of());
        }
        Path base = parent.resolve(folder);
        List<Setting> preparations = List.of(
                new Setting(control.toString(), V2_CONTROLLERS),
                new Setting(base.resolve("cgroup.subtree_control").toString(), V2_CONTROLLERS));
        return new Cgroups(
                Mode.V2,
                List.of(new Controller(Collections.unmodifiableSet(EnumSet.allOf(Limit.class)), base, preparations)));
    }

    /**
     * Makes the next move of a process into a cgroup a quick one. The kernel lets some 10 ms pass before such a move, so
     * that all processors notice; for a while after one move, others need not wait. So this process is moved to where it
     * is, while the shim starts. An attempt only: where it fails, the sandbox is ready 10 ms later.
     */
    void rouse() {
        if (controllers.isEmpty()) {
            return;
        }
        Thread.ofVirtual().name("rouse-cgroups").start(() -> {
            try {
                // The tree's root, then the path of this process in it.
                Path root = Path.of(String.valueOf(controllers.getFirst().base().getParent()));
                String own = Files.readString(Path.of("/proc/self/cgroup"));
                String name = mode == Mode.V2 ? "" : String.valueOf(root.getFileName());
                for (String line : own.split("\n", -1)) {
                    String[] parts = line.split(":", 3);
                    if (parts.length == 3 && parts[1].equals(name)) {
                        Path procs = Path.of(root + parts[2], "cgroup.procs");
                        Files.writeString(
                                procs, Long.toString(ProcessHandle.current().pid()));
                        return;
                    }
                }
            } catch (IOException e) {
                LOG.trace("The cgroups stay asleep", e);
            }
        });
    }

    /** The limits that are in force for every sandbox here. */
    Set<Limit> inForce() {
        Set<Limit> limits = EnumSet.noneOf(Limit.class);
        controllers.forEach(controller -> limits.addAll(controller.limits()));
        return limits;
    }

    /** The groups of one sandbox, with what is to be written into them. */
    List<Group> groups(String thing, SandboxSpec spec) {
        return controllers.stream()
                .map(controller -> new Group(
                        controller.limits(),
                        controller.base().resolve(thing),
                        controller.preparations(),
                        mode == Mode.V2 ? unifiedWrites(spec) : separateWrites(controller, spec),
                        thaw(controller)))
                .toList();
    }

    /** The folders that a sandbox of this name would have. */
    List<Path> directories(String thing) {
        return controllers.stream()
                .map(controller -> controller.base().resolve(thing))
                .toList();
    }

    /** The names of all groups of this installation, read from the kernel. */
    Set<String> things() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Controller controller : controllers) {
            if (Files.isDirectory(controller.base())) {
                try (Stream<Path> folders = Files.list(controller.base())) {
                    folders.filter(Files::isDirectory).forEach(path -> names.add(String.valueOf(path.getFileName())));
                }
            }
        }
        return names;
    }

    /** The folder of a sandbox in the tree that can freeze. */
    Optional<Path> freezer(String thing) {
        return controllers.stream()
                .filter(controller -> controller.limits().contains(Limit.FREEZER))
                .map(controller -> controller.base().resolve(thing))
                .findFirst();
    }

    private Optional<Setting> thaw(Controller controller) {
        if (!controller.limits().contains(Limit.FREEZER)) {
            return Optional.empty();
        }
        return Optional.of(
                mode == Mode.V2 ? new Setting("cgroup.freeze", "0") : new Setting("freezer.state", "THAWED"));
    }

    private static List<Setting> unifiedWrites(SandboxSpec spec) {
        return List.of(
                new Setting("memory.max", Long.toString(spec.memoryMiB() * MIB)),
                // Where the kernel accounts for swap, none may be used: a limit that swaps is no limit.
                new Setting("?memory.swap.max", "0"),
                new Setting("pids.max", Integer.toString(spec.processes())),
                new Setting("cpu.max", quota(spec) + " " + PERIOD_MICROS));
    }

    private static List<Setting> separateWrites(Controller controller, SandboxSpec spec) {
        List<Setting> writes = new ArrayList<>();
        if (controller.limits().contains(Limit.MEMORY)) {
            String bytes = Long.toString(spec.memoryMiB() * MIB);
            writes.add(new Setting("memory.limit_in_bytes", bytes));
            writes.add(new Setting("?memory.memsw.limit_in_bytes", bytes));
        }
        if (controller.limits().contains(Limit.PROCESSES)) {
            writes.add(new Setting("pids.max", Integer.toString(spec.processes())));
        }
        if (controller.limits().contains(Limit.CPU)) {
            writes.add(new Setting("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS)));
            writes.add(new Setting("cpu.cfs_quota_us", Long.toString(quota(spec))));
        }
        return List.copyOf(writes);
    }

    private static long quota(SandboxSpec spec) {
        return Math.round(spec.cpus() * PERIOD_MICROS);
    }
}
