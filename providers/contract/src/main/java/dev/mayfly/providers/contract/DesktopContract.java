package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Desktop;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Spec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What {@link Desktop} promises; {@link #spec} has one.
 *
 * @param <S> the driver's specification
 */
public abstract class DesktopContract<S extends Spec> extends MadeThing<S> {
    /** For those who extend it. */
    protected DesktopContract() {}

    @Test
    final void speaksRfbWithoutAPassword() throws IOException {
        try (Connection viewer = viewer()) {
            greeted(viewer);
        }
    }

    @Test
    final void isSharedByTwo() throws IOException {
        try (Connection first = viewer();
                Connection second = viewer()) {
            greeted(first);
            greeted(second);
            for (Connection viewer : new Connection[] {first, second}) {
                // One pixel, as it is.
                viewer.send(new byte[] {3, 0, 0, 0, 0, 0, 0, 1, 0, 1});
                assertThat(viewer.read(1)).as("a picture").containsExactly(0);
            }
        }
    }

    @Test
    final void isGoneWithTheThing() throws IOException {
        Owner other = newOwner();
        freshDriver().ensure(other, spec(), later(), Progress.SILENT);
        try (Connection viewer = Connection.to(desktop(other))) {
            greeted(viewer);
            freshDriver().remove(other, Progress.SILENT);
            assertThatThrownBy(() -> viewer.read(1)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> desktop(other))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOST));
    }

    private java.nio.file.Path desktop(Owner of) {
        return freshDriver().extra(Desktop.class).orElseThrow().desktop(of);
    }

    private Connection viewer() throws IOException {
        return Connection.to(desktop(owner));
    }

    private static void greeted(Connection viewer) throws IOException {
        byte[] version = viewer.read(12);
        assertThat(new String(version, StandardCharsets.US_ASCII)).isEqualTo("RFB 003.008\n");
        viewer.send(version);
        byte[] kinds = viewer.read(Byte.toUnsignedInt(viewer.read(1)[0]));
        assertThat(kinds).contains((byte) 1);
        viewer.send(new byte[] {1});
        assertThat(viewer.read(4)).containsExactly(0, 0, 0, 0);
        viewer.send(new byte[] {1});
        ByteBuffer start = ByteBuffer.wrap(viewer.read(24));
        assertThat(start.getShort()).as("width").isPositive();
        assertThat(start.getShort()).as("height").isPositive();
        viewer.read(start.getInt(20));
    }
}
