package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.holding.Observation;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The desktop is a real one: it speaks RFB (RFC 6143) on a socket of the host's and shows something. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DesktopTest implements SandboxBench {
    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;

    private final Owner owner = newOwner();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private Observation made;

    @BeforeAll
    void make() {
        made = SandboxBench.driver().ensure(owner, DESKTOP, later(), Progress.SILENT);
    }

    @AfterAll
    void remove() {
        SandboxBench.driver().remove(owner, Progress.SILENT);
        assertThat(world(owner)).isEmpty();
    }

    @Test
    void hasTheSizeThatWasAsked() throws IOException {
        try (Wire wire = viewer()) {
            ByteBuffer size = ByteBuffer.wrap(initialised(wire));
            assertThat(size.getShort()).isEqualTo((short) WIDTH);
            assertThat(size.getShort()).isEqualTo((short) HEIGHT);
        }
    }

    @Test
    void takesAViewerAfterAnotherAndTwoAtOnce() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (Wire first = viewer();
                    Wire second = viewer()) {
                initialised(first);
                initialised(second);
            }
        }
    }

    @Test
    void showsAPanelAndABackground() throws IOException {
        Instant giveUp = Instant.now().plusSeconds(20);
        int colours = 0;
        while (colours < 8 && Instant.now().isBefore(giveUp)) {
            colours = colours();
        }
        assertThat(colours).as("colours on the screen").isGreaterThanOrEqualTo(8);
        for (String program : new String[] {"openbox", "tint2", "pcmanfm"}) {
            assertThat(SandboxBench.run(owner, "pgrep -x " + program).exitCode())
                    .as(program)
                    .isZero();
        }
    }

    @Test
    void listensOnNothingElse() {
        assertThat(SandboxBench.output(SandboxBench.run(owner, "tail -q -n +2 /proc/net/tcp /proc/net/tcp6")))
                .isEmpty();
    }

    /** How many different colours a picture of the whole screen has. */
    private int colours() throws IOException {
        try (Wire wire = viewer()) {
            initialised(wire);
            // Raw encoding only, then one full update.
            wire.send(ByteBuffer.wrap(new byte[] {2, 0, 0, 1, 0, 0, 0, 0}));
            wire.send(ByteBuffer.allocate(10)
                    .put((byte) 3)
                    .put((byte) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) WIDTH)
                    .putShort((short) HEIGHT)
                    .flip());
            ByteBuffer update = ByteBuffer.wrap(wire.readExactly(4));
            assertThat(update.get()).as("a picture").isZero();
            int rectangles = update.getShort(2);
            java.util.Set<Integer> seen = new java.util.HashSet<>();
            for (int i = 0; i < rectangles; i++) {
                ByteBuffer rectangle = ByteBuffer.wrap(wire.readExactly(12));
                int pixels = (rectangle.getShort(4) & 0xFFFF) * (rectangle.getShort(6) & 0xFFFF);
                ByteBuffer picture = ByteBuffer.wrap(wire.readExactly(pixels * 4));
                while (picture.hasRemaining()) {
                    seen.add(picture.getInt());
                }
            }
            return seen.size();
        }
    }

    private Wire viewer() throws IOException {
        Path socket = Path.of(Objects.requireNonNull(made.endpoints().get("desktop")));
        return Wire.connect(socket, Duration.ofSeconds(10), Progress.SILENT, "Viewing");
    }

    /** Goes through the handshake without a password; returns the server's first words about its screen. */
    private static byte[] initialised(Wire wire) throws IOException {
        assertThat(new String(wire.readExactly(12), StandardCharsets.US_ASCII)).isEqualTo("RFB 003.008\n");
        wire.send(ByteBuffer.wrap("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(wire.readExactly(2)).containsExactly(1, 1);
        wire.send(ByteBuffer.wrap(new byte[] {1}));
        assertThat(wire.readExactly(4)).containsExactly(0, 0, 0, 0);
        wire.send(ByteBuffer.wrap(new byte[] {1}));
        byte[] start = wire.readExactly(24);
        wire.readExactly(ByteBuffer.wrap(start).getInt(20));
        return start;
    }
}
