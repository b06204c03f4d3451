package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarCheckTest {
    @Test
    void takesWhatAHomeIsMadeOf() {
        Tape tape = new Tape()
                .entry("./", '5', "", 0755, new byte[0])
                .entry("./notes.txt", '0', "", 0644, new byte[700])
                .entry("./link", '2', "/etc/passwd", 0777, new byte[0])
                .entry("./again", '1', "./notes.txt", 0644, new byte[0])
                .extended("path=./" + "x".repeat(300) + "/ü")
                .entry("short", '0', "", 0644, new byte[1])
                .end();
        assertThat(check(tape.bytes())).isEqualTo(5);
    }

    @Test
    void findsTheSameHoweverItIsCutIntoPieces() {
        byte[] bytes = new Tape()
                .extended("path=./long")
                .entry("./a", '0', "", 0644, new byte[513])
                .end()
                .bytes();
        for (int size : new int[] {1, 7, 511, 512, 513, 4096}) {
            TarCheck check = new TarCheck();
            for (int at = 0; at < bytes.length; at += size) {
                check.accept(bytes, at, Math.min(size, bytes.length - at));
            }
            check.end();
            assertThat(check.entries()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../x", "./../x", "a/../../x", "..", ""})
    void refusesNamesThatLeaveTheTree(String name) {
        assertRefused(new Tape().entry(name, '0', "", 0644, new byte[1]).end());
        assertRefused(new Tape().entry("link", '1', name, 0644, new byte[0]).end());
        if (!name.isEmpty()) {
            assertRefused(new Tape()
                    .extended("path=" + name)
                    .entry("harmless", '0', "", 0644, new byte[1])
                    .end());
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'3', '4', '7', 'g', 'S', 'L', 'K', 'D', 'M', 'Z'})
    void refusesDevicesAndWhatItDoesNotKnow(char type) {
        assertRefused(new Tape().entry("thing", type, "", 0644, new byte[0]).end());
    }

    @Test
    void refusesSetuidBits() {
        assertRefused(new Tape().entry("sh", '0', "", 04755, new byte[1]).end());
        assertRefused(new Tape().entry("sh", '0', "", 02755, new byte[1]).end());
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] bytes = new Tape().entry("a", '0', "", 0644, new byte[1]).end().bytes();
        bytes[0] = 'b';
        assertThatThrownBy(() -> check(bytes)).isInstanceOf(MayflyException.class);
    }

    @Test
    void refusesWhatIsCutOff() {
        byte[] bytes = new Tape().entry("a", '0', "", 0644, new byte[600]).end().bytes();
        for (int length : new int[] {0, 100, 512, 600, 1536, 2048}) {
            assertThatThrownBy(() -> check(Arrays.copyOf(bytes, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(MayflyException.class);
        }
    }

    @Test
    void refusesWhatFollowsTheEnd() {
        assertRefused(new Tape().end().entry("late", '0', "", 0644, new byte[0]).end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999 path=x", "0 path=x", "x path=y", "12", "9 path=", " ", "7 =abc\n"})
    void refusesMalformedExtendedHeaders(String body) {
        assertRefused(new Tape()
                .entry("header", 'x', "", 0644, body.getBytes(StandardCharsets.UTF_8))
                .entry("a", '0', "", 0644, new byte[0])
                .end());
    }

    @Test
    void refusesSizesThatAreTooLargeToBeTrue() {
        assertRefused(new Tape()
                .extended("size=9999999999999999")
                .entry("a", '0', "", 0644, new byte[0])
                .end());
        assertRefused(new Tape()
                .extended("GNU.sparse.major=1")
                .entry("a", '0', "", 0644, new byte[0])
                .end());
    }

    private static void assertRefused(Tape tape) {
        assertThatThrownBy(() -> check(tape.bytes()))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_FAILED));
    }

    private static long check(byte[] bytes) {
        TarCheck check = new TarCheck();
        check.accept(bytes, 0, bytes.length);
        check.end();
        return check.entries();
    }

    /** Writes archives, hostile ones too. */
    private static final class Tape {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Tape entry(String name, char type, String link, int mode, byte[] data) {
            byte[] block = new byte[512];
            put(block, 0, name);
            put(block, 100, "%07o".formatted(mode));
            put(block, 108, "%07o".formatted(1000));
            put(block, 116, "%07o".formatted(1000));
            put(block, 124, "%011o".formatted(data.length));
            put(block, 136, "%011o".formatted(0));
            block[156] = (byte) type;
            put(block, 157, link);
            put(block, 257, "ustar");
            put(block, 263, "00");
            int sum = 8 * ' ';
            for (byte b : block) {
                sum += b & 0xFF;
            }
            put(block, 148, "%06o".formatted(sum));
            block[155] = ' ';
            out.writeBytes(block);
            out.writeBytes(Arrays.copyOf(data, (data.length + 511) / 512 * 512));
            return this;
        }

        Tape extended(String record) {
            String body = record + "\n";
            int length = body.getBytes(StandardCharsets.UTF_8).length + 1;
            int total = length + 1;
            while (Integer.toString(total).length() + length != total) {
                total++;
            }
            return entry("header", 'x', "", 0644, (total + " " + body).getBytes(StandardCharsets.UTF_8));
        }

        Tape end() {
            out.writeBytes(new byte[1024]);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private static void put(byte[] block, int at, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, block, at, bytes.length);
        }
    }
}
