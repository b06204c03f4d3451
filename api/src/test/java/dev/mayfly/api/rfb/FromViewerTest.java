package dev.mayfly.api.rfb;

import static dev.mayfly.api.rfb.Words.bytes;
import static dev.mayfly.api.rfb.Words.join;
import static dev.mayfly.api.rfb.Words.u16;
import static dev.mayfly.api.rfb.Words.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FromViewerTest {
    private static final byte[] ALL = join(
            Words.setFormat(Words.format()),
            Words.setEncodings(7, 1, 0, -308),
            Words.request(),
            Words.key(true, 'a'),
            Words.key(false, 'a'),
            Words.qemuKey(true, 'b', 48),
            Words.qemuKey(false, 'b', 48),
            Words.pointer(1, 10, 20),
            Words.pointer(0, 10, 20),
            Words.cutText("hello"),
            Words.extended(6, Words.CAPS, u32(1024)),
            Words.extended(6, Words.NOTIFY, new byte[0]),
            Words.extended(6, Words.REQUEST, new byte[0]),
            Words.extended(6, Words.PROVIDE, Words.packed("hi".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
            Words.continuous(),
            Words.resize(800, 600),
            Words.fence(1, 8));

    private final Stream.Given rights = Stream.Given.none();

    @Test
    void passesOnEverythingOfTheOneWhoControlsAndMayPaste() throws IOException {
        assertThat(said(Stream.Given.all(), ALL)).isEqualTo(ALL);
    }

    @Test
    void dropsKeysPointerTextAndSizeOfEverybodyElse() throws IOException {
        rights.in = true;
        rights.out = true;
        assertThat(said(rights, ALL))
                .isEqualTo(join(
                        Words.setFormat(Words.format()),
                        Words.setEncodings(7, 1, 0, -308),
                        Words.request(),
                        Words.extended(6, Words.CAPS, u32(1024)),
                        Words.continuous(),
                        Words.fence(1, 8)));
        assertThat(rights.used).isZero();
    }

    @Test
    void dropsTextWhereTheTemplateLetsNoneIn() throws IOException {
        rights.control = true;
        rights.out = true;
        byte[] request = Words.extended(6, Words.REQUEST, new byte[0]);
        byte[] said = said(
                rights,
                join(
                        Words.cutText("secret"),
                        Words.extended(6, Words.NOTIFY, new byte[0]),
                        Words.extended(6, Words.PROVIDE, Words.packed(new byte[3])),
                        request));
        assertThat(said).isEqualTo(request);
    }

    @Test
    void asksForNoTextWhereTheTemplateLetsNoneOut() throws IOException {
        rights.control = true;
        rights.in = true;
        assertThat(said(rights, Words.extended(6, Words.REQUEST, new byte[0]))).isEmpty();
    }

    @Test
    void leavesOutEncodingsWhoseLengthNobodyHereKnows() throws IOException {
        // TightPNG, JPEG, Hextile, the desktop's name, power, and the clipboard, which is not open.
        byte[] asked = Words.setEncodings(-260, 21, 5, 7, -307, -309, 0xC0A1E5CE, -26, -250, -312, -313, 0x574d5664);
        assertThat(said(rights, asked)).isEqualTo(Words.setEncodings(7, -26, -250, -312, -313));
        rights.out = true;
        assertThat(said(rights, Words.setEncodings(0xC0A1E5CE))).isEqualTo(Words.setEncodings(0xC0A1E5CE));
    }

    @Test
    void letsGoOfWhatWasHeldDownWhenTheControlIsLost() throws IOException {
        rights.control = true;
        byte[] held = join(Words.key(true, 'a'), Words.qemuKey(true, 'b', 48), Words.pointer(1, 5, 6));
        Stream.Sink out = new Stream.Sink();
        FromViewer viewer =
                new FromViewer(Stream.of(join(held, Words.request()), new Random(1)), out, dialogue(), rights);
        for (int i = 0; i < 3; i++) {
            viewer.read();
        }
        rights.control = false;
        viewer.read();
        assertThat(out.said())
                .isEqualTo(join(
                        held,
                        Words.key(false, 'a'),
                        Words.qemuKey(false, 'b', 48),
                        Words.pointer(0, 5, 6),
                        Words.request()));
    }

    @Test
    void takesOnlyRealInputForUse() throws IOException {
        rights.control = true;
        said(rights, join(Words.request(), Words.fence(0, 0), Words.cutText(""), Words.setEncodings(7)));
        assertThat(rights.used).isZero();
        said(rights, join(Words.pointer(0, 1, 1), Words.pointer(0, 1, 1), Words.pointer(0, 1, 1)));
        assertThat(rights.used).as("a pointer that rests").isEqualTo(1);
        said(rights, Words.key(true, 'a'));
        assertThat(rights.used).isEqualTo(2);
    }

    @Test
    void neverSwitchesAnythingOff() throws IOException {
        assertThat(said(Stream.Given.all(), Words.power())).isEmpty();
    }

    @Test
    void asksForNoSizeThatNoScreenHas() throws IOException {
        assertThat(said(
                        Stream.Given.all(),
                        join(Words.resize(0, 600), Words.resize(65535, 65535), Words.resize(4000, 600))))
                .isEmpty();
    }

    @Test
    void refusesWhatIsOutOfBoundsAndWhatIsUnknown() {
        breach(join(bytes(6, 0, 0, 0), u32(2 * 1024 * 1024)), "too long");
        breach(join(bytes(6, 0, 0, 0), u32(-2 * 1024 * 1024)), "too long");
        breach(join(bytes(6, 0, 0, 0), u32(Integer.MIN_VALUE)), "too long");
        breach(join(bytes(6, 0, 0, 0), u32(-3)), "too short");
        breach(join(bytes(2, 0), u16(60_000)), "encodings");
        breach(join(bytes(248, 0, 0, 0), u32(0), bytes(65)), "fence");
        breach(join(bytes(251, 0), u16(800, 600), bytes(200, 0)), "screens");
        breach(bytes(255, 1, 0, 0), "message");
        breach(bytes(7), "message");
        breach(bytes(77), "message");
        breach(Words.setFormat(new byte[16]), "format");
        breach(join(Words.request(), Words.setFormat(Words.format())), "after it had asked");
        breach(join(Words.continuous(), Words.setFormat(Words.format())), "after it had asked");
    }

    @Test
    void holdsNoMoreKeysThanThereAreFingers() throws IOException {
        byte[] downs = new byte[0];
        for (int i = 0; i < 100; i++) {
            downs = join(downs, Words.key(true, 1000 + i));
        }
        rights.control = true;
        assertThat(said(rights, downs)).hasSize(Limits.HELD_KEYS * 8);
    }

    private static void breach(byte[] said, String part) {
        assertThatThrownBy(() -> said(Stream.Given.all(), said))
                .isInstanceOfSatisfying(
                        Breach.class, breach -> assertThat(breach.side()).isEqualTo(Side.VIEWER))
                .hasMessageContaining(part);
    }

    private static byte[] said(Rights rights, byte[] said) throws IOException {
        Stream.Sink out = new Stream.Sink();
        FromViewer viewer = new FromViewer(Stream.of(said, new Random(1)), out, dialogue(), rights);
        try {
            while (true) {
                viewer.read();
            }
        } catch (EOFException e) {
            return out.said();
        }
    }

    private static Dialogue dialogue() throws IOException {
        return Dialogue.withDesktop(Stream.of(Words.greeting(640, 480), new Random(1)), new Stream.Sink(), "ws");
    }
}
