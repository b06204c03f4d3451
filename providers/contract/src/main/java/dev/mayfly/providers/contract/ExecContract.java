package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.providers.spi.Exec;
import dev.mayfly.providers.spi.Progress;
import dev.mayfly.providers.spi.Spec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@link Exec} promises of a thing that has a POSIX shell.
 *
 * @param <S> the driver's specification
 */
public abstract class ExecContract<S extends Spec> extends MadeThing<S> {
    private static final int KIB = 1024;

    /** For those who extend it. */
    protected ExecContract() {}

    @Test
    final void givesOutputsAndExitCode() {
        Exec.Result result = exec("read line; echo \"got $line\"; echo oops >&2; exit 3", "hello\n", 30);

        assertThat(new String(result.output(), StandardCharsets.UTF_8)).isEqualTo("got hello\n");
        assertThat(new String(result.errors(), StandardCharsets.UTF_8)).isEqualTo("oops\n");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.timedOut()).isFalse();
        assertThat(result.truncated()).isFalse();
    }

    @Test
    final void killsWhatTakesTooLong() {
        assertThat(exec("sleep 300", "", 1).timedOut()).isTrue();
    }

    @Test
    final void keepsOnlySoMuchOutput() {
        Exec.Result result = exec("head -c 1000000 /dev/zero", "", 30);

        assertThat(result.output()).hasSize(KIB);
        assertThat(result.truncated()).isTrue();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    final void doesNotPutAShellBetween() {
        Exec.Result result = exec(List.of("echo", "$HOME;`id`"), "", 30);
        assertThat(new String(result.output(), StandardCharsets.UTF_8)).isEqualTo("$HOME;`id`\n");
    }

    @Test
    final void saysThatAProgramIsNotThere() {
        assertThat(exec(List.of("no-such-program"), "", 30).exitCode()).isEqualTo(127);
    }

    private Exec.Result exec(String script, String input, int seconds) {
        return exec(List.of("sh", "-c", script), input, seconds);
    }

    private Exec.Result exec(List<String> command, String input, int seconds) {
        return freshDriver()
                .extra(Exec.class)
                .orElseThrow()
                .exec(
                        owner,
                        command,
                        input.getBytes(StandardCharsets.UTF_8),
                        KIB,
                        Duration.ofSeconds(seconds),
                        Progress.SILENT);
    }
}
