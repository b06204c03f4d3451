package dev.mayfly.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.spi.Spec;
import dev.mayfly.providers.spi.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What {@link Terminal} promises.
 *
 * @param <S> the driver's specification
 */
public abstract class TerminalContract<S extends Spec> extends MadeThing<S> {
    /** For those who extend it. */
    protected TerminalContract() {}

    @Test
    final void showsWhatIsTyped() throws IOException {
        try (Connection terminal = opened()) {
            terminal.type("# hello");
            terminal.readUntil("# hello");
        }
    }

    @Test
    final void takesSizes() throws IOException {
        try (Connection terminal = opened()) {
            terminal.resize(1, 1);
            terminal.resize(1000, 1000);
            terminal.type("# hello");
            terminal.readUntil("# hello");
        }
    }

    @Test
    final void servesTwoAtOnce() throws IOException {
        try (Connection first = opened();
                Connection second = opened()) {
            second.type("# second");
            second.readUntil("# second");
            first.type("# first");
            first.readUntil("# first");
        }
    }

    @Test
    final void isNotThereForWhatIsNot() {
        assertThatThrownBy(
                        () -> freshDriver().extra(Terminal.class).orElseThrow().terminal(newOwner()))
                .isInstanceOfSatisfying(
                        MayflyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOST));
    }

    /** Whose terminals are opened. */
    protected final Owner owner() {
        return owner;
    }

    /** A terminal of 80 by 24 whose shell runs. */
    protected final Connection opened() throws IOException {
        Connection terminal =
                Connection.to(freshDriver().extra(Terminal.class).orElseThrow().terminal(owner));
        terminal.send("{\"op\":\"terminal\",\"columns\":80,\"rows\":24}\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(terminal.readUntil("\n")).startsWith("{").contains("true");
        return terminal;
    }
}
