package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Files;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Spec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link Files} promises.
 *
 * @param <S> the driver's specification
 */
public abstract class FilesContract<S extends Spec> extends MadeThing<S> {
    private static final int LARGE = 3_000_000;

    /** For those who extend it. */
    protected FilesContract() {}

    /** Moves a file from the inbox to the outbox, as a program inside would. */
    protected abstract void inboxToOutbox(Owner made, String name);

    @ParameterizedTest
    @ValueSource(strings = {"report.txt", "Übersicht – März.csv", "-rf", "a b'c\"d$e", "..hidden"})
    final void carriesAFileInAndOut(String name) {
        byte[] content = new byte[LARGE];
        new Random(7).nextBytes(content);

        put(name, content);
        inboxToOutbox(owner, name);

        assertThat(files().list(owner)).anySatisfy(entry -> {
            assertThat(entry.name()).isEqualTo(name);
            assertThat(entry.bytes()).isEqualTo(LARGE);
        });
        assertThat(get(name, LARGE)).isEqualTo(content);
    }

    @Test
    final void carriesAnEmptyFile() {
        put("empty", new byte[0]);
        inboxToOutbox(owner, "empty");
        assertThat(get("empty", 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../x", "/etc/passwd", "a\nb", "a\u0000b"})
    final void refusesNamesThatAreNotPlain(String name) {
        DriverContract.assertFails(ErrorCode.INVALID_REQUEST, () -> put(name, new byte[1]));
        DriverContract.assertFails(ErrorCode.INVALID_REQUEST, () -> get(name, 1));
    }

    @Test
    final void saysThatAFileIsNotThere() {
        DriverContract.assertFails(ErrorCode.NOT_FOUND, () -> get("nothing", 1));
    }

    @Test
    final void refusesAFileThatIsTooLarge() {
        put("large", new byte[1000]);
        inboxToOutbox(owner, "large");
        DriverContract.assertFails(ErrorCode.TOO_LARGE, () -> get("large", 999));
    }

    private void put(String name, byte[] content) {
        files().put(owner, name, new ByteArrayInputStream(content), content.length, Progress.SILENT);
    }

    private byte[] get(String name, long maxBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files().get(owner, name, out, maxBytes, Progress.SILENT);
        return out.toByteArray();
    }

    private Files files() {
        return freshDriver().extra(Files.class).orElseThrow();
    }
}
