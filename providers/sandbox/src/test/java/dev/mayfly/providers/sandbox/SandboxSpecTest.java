package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxSpecTest {
    @Test
    void takesWhatIsWithinItsBounds() {
        assertThat(new SandboxSpec(true, 1024, 1.5, 512, 256, 64, 256, 1024, "1920x1080").cpus())
                .isEqualTo(1.5);
    }

    @Test
    void refusesFileSystemsThatWouldNotFitIntoTheMemory() {
        assertRefused("memoryMiB", () -> new SandboxSpec(false, 128, 1, 64, 64, 32, 32, 256, "640x480"));
    }

    @Test
    void namesTheFieldThatIsOutOfBounds() {
        assertRefused("memoryMiB", () -> new SandboxSpec(false, 63, 1, 64, 8, 8, 32, 256, "640x480"));
        assertRefused("cpus", () -> new SandboxSpec(false, 128, 0, 64, 16, 8, 32, 256, "640x480"));
        assertRefused("cpus", () -> new SandboxSpec(false, 128, Double.NaN, 64, 16, 8, 32, 256, "640x480"));
        assertRefused("processes", () -> new SandboxSpec(false, 128, 1, 10, 16, 8, 32, 256, "640x480"));
        assertRefused("homeMiB", () -> new SandboxSpec(false, 128, 1, 64, 0, 8, 32, 256, "640x480"));
        assertRefused("tmpMiB", () -> new SandboxSpec(false, 128, 1, 64, 16, 0, 32, 256, "640x480"));
        assertRefused("fileSizeMiB", () -> new SandboxSpec(false, 128, 1, 64, 16, 8, 0, 256, "640x480"));
        assertRefused("openFiles", () -> new SandboxSpec(false, 128, 1, 64, 16, 8, 32, 8, "640x480"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1280", "1280x", "x800", "1280x800 -rfbauth /x", "10x10", "9999x9999", "1280X800", "-1x-1"})
    void refusesGeometriesThatAreNone(String geometry) {
        assertRefused("geometry", () -> new SandboxSpec(true, 512, 1, 64, 16, 8, 32, 256, geometry));
    }

    private static void assertRefused(String field, Runnable making) {
        assertThatThrownBy(making::run).isInstanceOfSatisfying(MayflyException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(e).hasMessageStartingWith(field + ":");
        });
    }
}
