package dev.mayfly.api.rfb;

import static dev.mayfly.api.rfb.Words.bytes;
import static dev.mayfly.api.rfb.Words.join;
import static dev.mayfly.api.rfb.Words.u16;
import static dev.mayfly.api.rfb.Words.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FromDesktopTest {
    /** Every kind of rectangle that is known, each as a desktop would draw it. */
    static final byte[] PICTURES = join(
            Words.update(Words.raw(3, 2), Words.rectangle(0, 0, 10, 10, 1, u16(20, 20))),
            Words.update(
                    Words.tight(10, 10, bytes(0x80, 1, 2, 3)),
                    Words.tight(10, 10, join(bytes(0x90, 5), new byte[5])),
                    Words.tight(10, 10, join(bytes(0x90, 0x80 | 3, 2), new byte[2 << 7 | 3])),
                    Words.tight(200, 200, join(bytes(0x90, 0x81, 0x82, 3), new byte[3 << 14 | 2 << 7 | 1])),
                    // Copied: 2 x 1 pixels are 6 bytes, which are not packed.
                    Words.tight(2, 1, join(bytes(0x00), new byte[6])),
                    Words.tight(10, 10, join(bytes(0x00, 20), new byte[20])),
                    // Two colours: a bit for each pixel, and 8 x 8 of them are 8 bytes.
                    Words.tight(8, 8, join(bytes(0x40, 1, 1), new byte[6], new byte[8])),
                    // Three colours: a byte for each pixel.
                    Words.tight(8, 8, join(bytes(0x40, 1, 2), new byte[9], bytes(7), new byte[7])),
                    Words.tight(8, 8, join(bytes(0x40, 2, 7), new byte[7])),
                    Words.tight(8, 8, join(bytes(0x40, 0, 7), new byte[7]))),
            Words.update(
                    Words.rectangle(1, 1, 9, 3, -239, new byte[9 * 3 * 4 + 2 * 3]),
                    Words.rectangle(0, 0, 0, 0, -258, new byte[0]),
                    Words.rectangle(0, 0, 0, 0, -261, bytes(1))),
            Words.update(
                    Words.rectangle(0, 0, 800, 600, -223, new byte[0]),
                    Words.rectangle(0, 0, 1000, 700, -308, join(bytes(1, 0, 0, 0), new byte[16])),
                    Words.rectangle(990, 690, 10, 10, 0, new byte[400]),
                    // Refused: it stays as it was.
                    Words.rectangle(1, 3, 0, 0, -308, join(bytes(1, 0, 0, 0), new byte[16])),
                    Words.rectangle(990, 690, 10, 10, 0, new byte[400])),
            join(bytes(0, 0), u16(65535), Words.raw(1, 1), Words.rectangle(0, 0, 0, 0, -224, new byte[0])),
            bytes(2),
            bytes(150),
            Words.fence(0x80000001, 4));

    private final Stream.Given rights = Stream.Given.none();

    @Test
    void passesOnEveryPictureAsItIs() throws IOException {
        assertThat(said(rights, PICTURES)).isEqualTo(PICTURES);
    }

    @Test
    void readsPixelsInTheFormatThatTheViewerChose() throws IOException {
        byte[] picture = Words.update(
                Words.rectangle(0, 0, 5, 5, 0, new byte[25]),
                Words.tight(5, 5, bytes(0x80, 1)),
                Words.tight(5, 2, join(bytes(0x00), new byte[10])),
                Words.rectangle(0, 0, 8, 8, -239, new byte[64 + 8]));
        Stream.Sink out = new Stream.Sink();
        Dialogue dialogue = dialogue();
        FromViewer viewer = new FromViewer(
                Stream.of(join(Words.setFormat(Words.format8()), Words.request()), new Random(1)),
                new Stream.Sink(),
                dialogue,
                rights);
        viewer.read();
        viewer.read();
        new FromDesktop(Stream.of(picture, new Random(2)), out, dialogue, rights).read();
        assertThat(out.said()).isEqualTo(picture);
    }

    @Test
    void letsTextOutToTheOneWhoControlsWhereTheTemplateDoes() throws IOException {
        byte[] text = join(
                Words.text(3, "copied"),
                Words.extended(3, Words.CAPS, u32(1)),
                Words.extended(3, Words.NOTIFY, new byte[0]),
                Words.extended(3, Words.PROVIDE, Words.packed("copied".getBytes(StandardCharsets.UTF_8))));
        byte[] wish = Words.extended(3, Words.REQUEST, new byte[0]);
        assertThat(said(rights, join(text, wish))).isEmpty();
        rights.out = true;
        assertThat(said(rights, join(text, wish)))
                .as("somebody who looks on")
                .isEqualTo(Words.extended(3, Words.CAPS, u32(1)));
        rights.control = true;
        assertThat(said(rights, join(text, wish))).isEqualTo(text);
        rights.out = false;
        rights.in = true;
        assertThat(said(rights, join(text, wish))).isEqualTo(join(Words.extended(3, Words.CAPS, u32(1)), wish));
    }

    @Test
    void refusesTextThatUnfoldsWithoutEnd() {
        rights.control = true;
        rights.out = true;
        breach(Words.extended(3, Words.PROVIDE, Words.packed(new byte[100 * 1024 * 1024])), "unfold");
        breach(Words.extended(3, Words.PROVIDE, bytes(1, 2, 3, 4, 5)), "unfold");
    }

    @Test
    void refusesWhatIsOutOfBoundsAndWhatWasNotAskedFor() {
        breach(Words.update(Words.rectangle(0, 0, 641, 1, 0, new byte[4])), "outside");
        breach(Words.update(Words.rectangle(640, 0, 1, 1, 0, new byte[4])), "outside");
        breach(Words.update(Words.rectangle(0, 0, 10, 10, 1, u16(635, 0))), "outside");
        breach(Words.update(Words.tight(10, 10, bytes(0xA0))), "packing");
        breach(Words.update(Words.tight(10, 10, bytes(0xF0))), "packing");
        breach(Words.update(Words.tight(10, 10, bytes(0x40, 3))), "filter");
        breach(Words.update(Words.rectangle(0, 0, 600, 600, -239, new byte[0])), "pointer");
        breach(Words.update(Words.rectangle(0, 0, 0, 0, -223, new byte[0])), "size");
        breach(Words.update(Words.rectangle(0, 0, 8192, 8192, -223, new byte[0])), "size");
        breach(Words.update(Words.rectangle(0, 0, 800, 600, -308, bytes(17, 0, 0, 0))), "screens");
        for (int encoding : new int[] {2, 5, 6, 16, 21, -260, -307, -309, -312, -313, -999, Integer.MIN_VALUE}) {
            breach(Words.update(Words.rectangle(0, 0, 1, 1, encoding, new byte[0])), "encoding");
        }
        breach(join(bytes(3, 0, 0, 0), u32(2 * 1024 * 1024)), "too long");
        breach(join(bytes(3, 0, 0, 0), u32(Integer.MIN_VALUE)), "too long");
        breach(join(bytes(3, 0, 0, 0), u32(-1)), "too short");
        breach(join(bytes(248, 0, 0, 0), u32(0), bytes(255)), "fence");
        breach(bytes(1, 0, 0, 0, 0, 0), "not asked for");
        breach(bytes(250, 0, 1, 1), "not asked for");
    }

    @Test
    void refusesPicturesBeforeTheyAreAskedFor() throws IOException {
        Dialogue dialogue = dialogue();
        FromDesktop desktop = new FromDesktop(Stream.of(PICTURES, new Random(1)), new Stream.Sink(), dialogue, rights);
        assertThatThrownBy(desktop::read).isInstanceOf(Breach.class).hasMessageContaining("nobody had asked");
    }

    @Test
    void greetsOnlyWhatGreetsAsItShould() {
        for (byte[] greeting : new byte[][] {
            "RFB 003.003\n".getBytes(StandardCharsets.US_ASCII),
            "SSH-2.0-Ope\n".getBytes(StandardCharsets.US_ASCII),
            join(Words.bytes('R', 'F', 'B', ' ', '0', '0', '3', '.', '0', '0', '8', '\n'), bytes(0)),
            join(Words.bytes('R', 'F', 'B', ' ', '0', '0', '3', '.', '0', '0', '8', '\n'), bytes(2, 2, 16)),
            Words.greeting(0, 480),
            Words.greeting(65535, 65535),
        }) {
            assertThatThrownBy(() -> Dialogue.withDesktop(Stream.of(greeting, new Random(1)), new Stream.Sink(), "ws"))
                    .isInstanceOfSatisfying(
                            Breach.class, breach -> assertThat(breach.side()).isEqualTo(Side.DESKTOP));
        }
        byte[] named = Words.greeting(640, 480);
        named[named.length - 8] = 127;
        assertThatThrownBy(() -> Dialogue.withDesktop(Stream.of(named, new Random(1)), new Stream.Sink(), "ws"))
                .hasMessageContaining("name");
    }

    @Test
    void tellsTheViewerNoWordOfTheDesktopsGreeting() throws IOException {
        Stream.Sink out = new Stream.Sink();
        dialogue().withViewer(Stream.of(Words.viewersGreeting(), new Random(1)), out);
        assertThat(out.said())
                .isEqualTo(join(
                        "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII),
                        bytes(1, 1),
                        u32(0),
                        u16(640, 480),
                        Words.format(),
                        u32(2),
                        bytes('w', 's')));
    }

    private void breach(byte[] said, String part) {
        assertThatThrownBy(() -> said(rights, said))
                .isInstanceOfSatisfying(
                        Breach.class, breach -> assertThat(breach.side()).isEqualTo(Side.DESKTOP))
                .hasMessageContaining(part);
    }

    private static byte[] said(Rights rights, byte[] said) throws IOException {
        Stream.Sink out = new Stream.Sink();
        Dialogue dialogue = dialogue();
        dialogue.ask();
        FromDesktop desktop = new FromDesktop(Stream.of(said, new Random(1)), out, dialogue, rights);
        try {
            while (true) {
                desktop.read();
            }
        } catch (EOFException e) {
            return out.said();
        }
    }

    private static Dialogue dialogue() throws IOException {
        return Dialogue.withDesktop(Stream.of(Words.greeting(640, 480), new Random(1)), new Stream.Sink(), "ws");
    }
}
