package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.providers.sandbox.Cgroups.Limit;
import dev.mayfly.providers.sandbox.Cgroups.Mode;
import dev.mayfly.providers.sandbox.Cgroups.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How hosts of other kinds than this one are understood; the folders are plain ones. */
class CgroupsTest {
    private static final InstallationId ACME = new InstallationId("acme1");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path root;

    @Test
    void usesEachControllerOfVersionOne() throws IOException {
        Path memory = Files.createDirectory(root.resolve("memory"));
        Path cpu = Files.createDirectory(root.resolve("cpu,cpuacct"));
        Path freezer = Files.createDirectory(root.resolve("freezer"));
        Cgroups cgroups = Cgroups.detect(
                ACME,
                Optional.empty(),
                List.of(
                        "cgroup " + memory + " cgroup rw,relatime,memory 0 0",
                        "cgroup " + cpu + " cgroup rw,relatime,cpu,cpuacct 0 0",
                        "cgroup " + freezer + " cgroup rw,relatime,freezer 0 0",
                        "cgroup " + root.resolve("missing") + " cgroup rw,relatime,pids 0 0",
                        "cgroup2 " + root + " cgroup2 rw,relatime 0 0"),
                "");

        assertThat(cgroups.mode()).isEqualTo(Mode.V1);
        assertThat(cgroups.inForce()).containsExactlyInAnyOrder(Limit.MEMORY, Limit.CPU, Limit.FREEZER);
        List<Cgroups.Group> groups = cgroups.groups("ws-1", SandboxBench.SMALL);
        assertThat(groups)
                .extracting(Cgroups.Group::directory)
                .containsExactly(
                        memory.resolve("mayfly.acme1/ws-1"),
                        cpu.resolve("mayfly.acme1/ws-1"),
                        freezer.resolve("mayfly.acme1/ws-1"));
        assertThat(groups.get(0).writes()).contains(new Setting("memory.limit_in_bytes", "134217728"));
        assertThat(groups.get(1).writes()).contains(new Setting("cpu.cfs_quota_us", "100000"));
        assertThat(groups.get(2).thaw()).contains(new Setting("freezer.state", "THAWED"));
    }

    @Test
    void usesTheRootOfVersionTwoAsRoot() throws IOException {
        unified(root);
        Cgroups cgroups = Cgroups.detect(
                ACME, Optional.empty(), List.of("cgroup2 " + root + " cgroup2 rw,nosuid 0 0"), "0::/init.scope\n");

        assertThat(cgroups.mode()).isEqualTo(Mode.V2);
        Cgroups.Group group = cgroups.groups("ws-1", SandboxBench.SMALL).getFirst();
        assertThat(group.directory()).isEqualTo(root.resolve("mayfly.acme1/ws-1"));
        assertThat(group.preparations())
                .containsExactly(
                        new Setting(root.resolve("cgroup.subtree_control").toString(), "+memory +pids +cpu"),
                        new Setting(
                                root.resolve("mayfly.acme1/cgroup.subtree_control")
                                        .toString(),
                                "+memory +pids +cpu"));
        assertThat(group.writes())
                .containsExactly(
                        new Setting("memory.max", "134217728"),
                        new Setting("?memory.swap.max", "0"),
                        new Setting("pids.max", "64"),
                        new Setting("cpu.max", "100000 100000"));
        assertThat(group.thaw()).contains(new Setting("cgroup.freeze", "0"));
    }

    @Test
    void usesTheParentOfItsOwnGroupWhereThatWasDelegated() throws IOException {
        Path service = Files.createDirectories(root.resolve("user.slice/mayfly.service"));
        unified(service);
        Cgroups cgroups = Cgroups.detect(
                ACME,
                Optional.empty(),
                List.of("cgroup2 " + root + " cgroup2 rw,nosuid 0 0"),
                "0::/user.slice/mayfly.service/worker\n");

        assertThat(cgroups.mode()).isEqualTo(Mode.V2);
        assertThat(cgroups.directories("ws-1")).containsExactly(service.resolve("mayfly.acme1/ws-1"));
    }

    @Test
    void hasNoLimitsWhereAControllerIsMissing() throws IOException {
        unified(root);
        Files.writeString(root.resolve("cgroup.controllers"), "cpu io\n");
        assertThat(Cgroups.detect(ACME, Optional.empty(), List.of("cgroup2 " + root + " cgroup2 rw 0 0"), "0::/\n")
                        .inForce())
                .isEmpty();
    }

    @Test
    void findsWhatIsThereByName() throws IOException {
        unified(root);
        Cgroups cgroups = Cgroups.detect(ACME, Optional.of(root), List.of(), "");
        assertThat(cgroups.things()).isEmpty();
        Files.createDirectories(root.resolve("mayfly.acme1/ws-a"));
        Files.createDirectories(root.resolve("mayfly.other/ws-b"));
        assertThat(cgroups.things()).containsExactly("ws-a");
    }

    private static void unified(Path folder) throws IOException {
        Files.writeString(folder.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        Files.writeString(folder.resolve("cgroup.subtree_control"), "");
    }
}
