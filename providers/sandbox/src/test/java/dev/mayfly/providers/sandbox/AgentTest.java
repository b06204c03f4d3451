package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.providers.spi.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a hostile agent answers, the host refuses it, in bounded memory and in bounded time. */
class AgentTest {
    private static final Duration BRIEF = Duration.ofMillis(300);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
    Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "null\n",
                "[]\n",
                "{}\n",
                "{\"ok\":1}\n",
                "{\"ok\":true}\n",
                "{\"ok\":true,\"desktop\":7}\n",
                "{\"ok\":false}\n",
                "{\"ok\":false,\"error\":\"EVIL\"}\n",
                "{\"ok\":true,\"desktop\":\"ready\"",
                "\u0000\u0000\u0000\u0000"
            })
    void refusesAnswersThatAreNone(String answer) {
        answering(answer);
        assertFailed(() -> agent().health(BRIEF, Progress.SILENT));
    }

    @Test
    void refusesALineWithoutEnd() {
        answering("x".repeat(200_000));
        assertFailed(() -> agent().health(BRIEF, Progress.SILENT));
    }

    @Test
    void refusesDeepNesting() {
        answering("{\"ok\":" + "[".repeat(30_000) + "\n");
        assertFailed(() -> agent().health(BRIEF, Progress.SILENT));
    }

    @Test
    void waitsNoLongerThanItWasTold() {
        long before = System.nanoTime();
        assertFailed(() -> agent().health(BRIEF, Progress.SILENT));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void isNotHeldUpByATrickle() {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel peer = server.accept()) {
                for (int i = 0; i < 200; i++) {
                    peer.write(ByteBuffer.wrap(new byte[] {' '}));
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long before = System.nanoTime();
        assertFailed(() -> agent().health(BRIEF, Progress.SILENT));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ok\":true,\"exit\":0,\"output\":99999999999,\"errors\":0,\"timedOut\":false,\"truncated\":false}\n",
                "{\"ok\":true,\"exit\":0,\"output\":-1,\"errors\":0,\"timedOut\":false,\"truncated\":false}\n",
                "{\"ok\":true,\"exit\":0,\"output\":1e3,\"errors\":0,\"timedOut\":false,\"truncated\":false}\n",
                "{\"ok\":true,\"exit\":0,\"output\":11,\"errors\":0,\"timedOut\":false,\"truncated\":false}\nxxxxxxxxxxx",
                "{\"ok\":true,\"exit\":999,\"output\":0,\"errors\":0,\"timedOut\":false,\"truncated\":false}\n",
                "{\"ok\":true,\"exit\":0,\"output\":5,\"errors\":0,\"timedOut\":false,\"truncated\":false}\nab"
            })
    void refusesOutputsOfAnotherSizeThanAsked(String answer) {
        answering(answer);
        assertFailed(() -> agent().exec(List.of("x"), new byte[0], 10, BRIEF, Progress.SILENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "/etc/passwd",
                "a/b",
                "..",
                ".",
                "",
                "a\\u0000b",
                "a\\nb",
                "a\\u001b[31mb",
                "\\u202egnp.exe",
                "\\ud800"
            })
    void refusesNamesThatNoFileCanHave(String name) {
        String entry = "{\"name\":\"" + name + "\",\"bytes\":1,\"modified\":1}\n";
        answering("{\"ok\":true,\"entries\":1,\"bytes\":" + entry.length() + "}\n" + entry);
        assertFailed(() -> agent().list(BRIEF));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ok\":true,\"entries\":1000000,\"bytes\":10}\n",
                "{\"ok\":true,\"entries\":2,\"bytes\":1}\n\n",
                "{\"ok\":true,\"entries\":0,\"bytes\":2000000000}\n",
                "{\"ok\":true,\"entries\":1,\"bytes\":41}\n{\"name\":\"a\",\"bytes\":-5,\"modified\":1}     \n",
                "{\"ok\":true,\"entries\":1,\"bytes\":41}\n{\"name\":\"a\",\"bytes\":5,\"modified\":9e99}  \n"
            })
    void refusesListingsThatLie(String answer) {
        answering(answer);
        assertFailed(() -> agent().list(BRIEF));
    }

    @Test
    void refusesAFileThatIsShorterThanItSays() {
        answering("{\"ok\":true,\"bytes\":10}\nabc");
        assertFailed(() -> agent().get("a", new ByteArrayOutputStream(), 100, Progress.SILENT));
    }

    @Test
    void refusesAFileThatIsLargerThanAllowed() {
        answering("{\"ok\":true,\"bytes\":101}\n" + "a".repeat(101));
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        assertThatThrownBy(() -> agent().get("a", taken, 100, Progress.SILENT))
                .isInstanceOfSatisfying(
                        MayflyException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.TOO_LARGE));
        assertThat(taken.size()).isZero();
    }

    @Test
    void refusesAFileThatWasWrittenDifferently() {
        answering("{\"ok\":true,\"sha256\":\"" + "0".repeat(64) + "\"}\n");
        assertFailed(() -> agent().put("a", new ByteArrayInputStream(new byte[3]), 3, Progress.SILENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u007f\u007f\u007f\u007f",
                "\u0000\u0000\u0000\u0005hello",
                "\u0000\u0000\u0000\u0000{\"ok\":true}\n"
            })
    void refusesArchivesThatAreNone(String body) throws IOException {
        answering("{\"ok\":true}\n" + body);
        assertFailed(() -> agent().archive(folder.resolve("a"), 1 << 20, BRIEF, Progress.SILENT));
    }

    @Test
    void endsAnEndlessArchive() throws IOException {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel peer = server.accept()) {
                peer.write(ByteBuffer.wrap("{\"ok\":true}\n".getBytes(StandardCharsets.UTF_8)));
                ByteBuffer header = ByteBuffer.wrap(endlessFile());
                peer.write(ByteBuffer.wrap(new byte[] {0, 0, 2, 0}));
                peer.write(header);
                ByteBuffer piece = ByteBuffer.allocate(4 + 65_536).putInt(0, 65_536);
                while (peer.isOpen()) {
                    piece.rewind();
                    while (piece.hasRemaining()) {
                        peer.write(piece);
                    }
                }
            } catch (IOException e) {
                Thread.currentThread().interrupt(); // the host has hung up, as it should
            }
        });
        assertThatThrownBy(() -> agent().archive(folder.resolve("a"), 1 << 20, Duration.ofSeconds(20), Progress.SILENT))
                .isInstanceOfSatisfying(
                        MayflyException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    /** The header of a file of 8 GiB. */
    private static byte[] endlessFile() {
        byte[] block = new byte[512];
        System.arraycopy("a".getBytes(StandardCharsets.US_ASCII), 0, block, 0, 1);
        System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, block, 124, 11);
        block[156] = '0';
        int sum = 8 * ' ';
        for (byte b : block) {
            sum += b & 0xFF;
        }
        System.arraycopy("%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, block, 148, 6);
        block[155] = ' ';
        return block;
    }

    private Agent agent() {
        return new Agent(folder.resolve("s"));
    }

    private void answering(String answer) {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel peer = server.accept()) {
                peer.read(ByteBuffer.allocate(65_536));
                ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    peer.write(bytes);
                }
            } catch (IOException e) {
                Thread.currentThread().interrupt(); // the host has hung up
            }
        });
    }

    private static void assertFailed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_FAILED));
    }
}
