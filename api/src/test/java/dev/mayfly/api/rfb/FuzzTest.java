package dev.mayfly.api.rfb;

import static dev.mayfly.api.rfb.Words.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Nonsense of both sides, from a seed that is printed: it ends in a breach or in the end of the stream and in nothing
 * else, and what came through is what may.
 */
final class FuzzTest {
    private static final int ROUNDS = 20_000;
    private static final long SEED = Long.getLong("mayfly.fuzz.seed", System.nanoTime());

    private static final byte[] VIEWER = join(
            Words.setFormat(Words.format()),
            Words.setEncodings(7, 1, 0, -308, 0xC0A1E5CE),
            Words.request(),
            Words.key(true, 'a'),
            Words.qemuKey(true, 'b', 48),
            Words.pointer(1, 10, 20),
            Words.cutText("hello"),
            Words.extended(6, Words.PROVIDE, Words.packed(new byte[20])),
            Words.continuous(),
            Words.resize(800, 600),
            Words.power(),
            Words.fence(1, 8));

    private final Random random = new Random(SEED);

    FuzzTest() {
        System.out.println("mayfly.fuzz.seed=" + SEED);
    }

    @Test
    void nothingThatAViewerSaysBreaksTheRelayOrTypes() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] said = mutated(VIEWER);
            byte[] through = viewer(said, Stream.Given.none());
            onlyHarmless(through, round);
        }
    }

    @Test
    void nothingThatAViewerSaysBreaksTheRelayWhileItControls() {
        for (int round = 0; round < ROUNDS; round++) {
            viewer(mutated(VIEWER), Stream.Given.all());
        }
    }

    @Test
    void nothingThatADesktopSaysBreaksTheRelayOrCopies() throws IOException {
        byte[] all = join(
                FromDesktopTest.PICTURES,
                Words.text(3, "copied"),
                Words.extended(3, Words.PROVIDE, Words.packed(new byte[20])));
        for (int round = 0; round < ROUNDS; round++) {
            byte[] through = desktop(mutated(all), Stream.Given.none());
            // What came through is read again by a reader that would pass text on: there must be none in it.
            Stream.Given open = Stream.Given.all();
            assertThat(desktop(through, open))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(desktop(through, Stream.Given.none()));
        }
    }

    @Test
    void nothingThatADesktopGreetsWithBreaksTheRelay() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] said = mutated(Words.greeting(640, 480));
            try {
                Dialogue dialogue = Dialogue.withDesktop(Stream.of(said, random), new Stream.Sink(), "ws");
                dialogue.withViewer(Stream.of(mutated(Words.viewersGreeting()), random), new Stream.Sink());
            } catch (Breach | EOFException e) {
                assertThat(e).hasMessageNotContaining("\n");
            } catch (IOException e) {
                throw new AssertionError("seed " + SEED, e);
            }
        }
    }

    /** Flips, cuts, doubles, or throws away all of it. */
    private byte[] mutated(byte[] valid) {
        byte[] bytes = valid.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> bytes = Arrays.copyOfRange(bytes, random.nextInt(bytes.length), bytes.length);
            case 3 -> {
                int from = random.nextInt(bytes.length);
                bytes = join(bytes, Arrays.copyOfRange(bytes, from, from + random.nextInt(bytes.length - from)));
            }
            default -> {}
        }
        if (bytes.length > 0) {
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
        }
        return bytes;
    }

    private byte[] viewer(byte[] said, Rights rights) {
        Stream.Sink out = new Stream.Sink();
        try {
            FromViewer viewer = new FromViewer(Stream.of(said, random), out, dialogue(), rights);
            while (true) {
                viewer.read();
            }
        } catch (Breach | EOFException e) {
            return out.said();
        } catch (IOException e) {
            throw new AssertionError("seed " + SEED, e);
        }
    }

    private byte[] desktop(byte[] said, Rights rights) throws IOException {
        Stream.Sink out = new Stream.Sink();
        Dialogue dialogue = dialogue();
        dialogue.ask();
        try {
            FromDesktop desktop = new FromDesktop(Stream.of(said, random), out, dialogue, rights);
            while (true) {
                desktop.read();
            }
        } catch (Breach | EOFException e) {
            return out.said();
        }
    }

    private Dialogue dialogue() throws IOException {
        return Dialogue.withDesktop(Stream.of(Words.greeting(640, 480), random), new Stream.Sink(), "ws");
    }

    /** Read by a reader of its own, which knows the few messages that may come through and no other. */
    private static void onlyHarmless(byte[] through, int round) {
        ByteBuffer left = ByteBuffer.wrap(through);
        while (left.hasRemaining()) {
            int type = Byte.toUnsignedInt(left.get());
            int length =
                    switch (type) {
                        case 0 -> 19;
                        case 2 -> 3 + 4 * Short.toUnsignedInt(left.getShort(left.position() + 1));
                        case 3, 150 -> 9;
                        case 248 -> 8 + Byte.toUnsignedInt(left.get(left.position() + 7));
                        default ->
                            throw new AssertionError("seed %d, round %d: a message of type %d came through"
                                    .formatted(SEED, round, type));
                    };
            // Only the last may be cut off, where the viewer was.
            left.position(Math.min(left.limit(), left.position() + length));
        }
    }
}
