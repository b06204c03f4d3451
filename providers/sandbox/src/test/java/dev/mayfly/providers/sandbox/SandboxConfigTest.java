package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.HostId;
import dev.mayfly.domain.plan.InstallationId;
import dev.mayfly.providers.spi.DriverContext;
import dev.mayfly.providers.spi.DriverFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxConfigTest {
    private static final Path SHORT = Path.of("/var/lib/mayfly/sandbox");

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(DriverFactory.class))
                .anySatisfy(factory -> assertThat(factory.name()).isEqualTo(SandboxDriver.NAME));
    }

    @Test
    void keepsSocketsBesideTheStateWhereTheirNamesFit() {
        assertThat(config(SHORT, Map.of(), Map.of()).runDirectory()).isEqualTo(SHORT.resolve("run"));
    }

    @Test
    void keepsSocketsElsewhereWhenTheirNamesWouldBeTooLong() {
        Path deep = Path.of("/home/somebody/with/a/very/long/path/to/the/data/of/mayfly");
        SandboxConfig config = config(deep, Map.of(), Map.of("XDG_RUNTIME_DIR", "/run/user/1000"));
        assertThat(config.runDirectory())
                .isEqualTo(Path.of(config.privileged() ? "/run/mayfly/acme1" : "/run/user/1000/mayfly/acme1"));
    }

    @Test
    void takesTheTreeFromTheEnvironmentWhenItIsNotSet() {
        Map<String, String> environment = Map.of("MAYFLY_SANDBOX_ROOTFS", "/a/rootfs");
        assertThat(config(SHORT, Map.of(), environment).rootfs()).contains(Path.of("/a/rootfs"));
        assertThat(config(SHORT, Map.of("rootfs", "/b/rootfs"), environment).rootfs())
                .contains(Path.of("/b/rootfs"));
        assertThat(config(SHORT, Map.of(), Map.of()).rootfs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rootfs, relative/path",
        "bwrap, bwrap",
        "run-directory, /a/path/that/is/much/too/long/to/hold/the/names/of/any/sockets",
        "uids, 1000",
        "uids, 0-10",
        "uids, 1000-2000",
        "uids, 2000000-1000000",
        "uids, 2000000-9999999999",
        "accept-unenforced-limits, yes",
        "rotfs, /typing/error"
    })
    void namesTheSettingThatIsWrong(String setting, String value) {
        assertThatThrownBy(() -> config(SHORT, Map.of(setting, value), Map.of()))
                .isInstanceOfSatisfying(MayflyException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MISCONFIGURED);
                    assertThat(e).hasMessageContaining("setting " + setting);
                });
    }

    private static SandboxConfig config(Path state, Map<String, String> settings, Map<String, String> environment) {
        return SandboxConfig.from(
                new DriverContext(new InstallationId("acme1"), new HostId("here"), state, settings, Clock.systemUTC()),
                environment);
    }
}
