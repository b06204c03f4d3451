package dev.mayfly.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.domain.plan.Owner;
import dev.mayfly.providers.contract.Connection;
import dev.mayfly.providers.contract.TerminalContract;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class SandboxTerminalTest extends TerminalContract<SandboxSpec> implements SandboxBench {
    @Test
    void hasTheSizeThatItIsGiven() throws IOException {
        try (Connection terminal = opened()) {
            terminal.type("stty size; echo done $((1+1))\n");
            assertThat(terminal.readUntil("done 2")).contains("24 80");
            terminal.resize(132, 43);
            terminal.type("stty size; echo done $((2+1))\n");
            assertThat(terminal.readUntil("done 3")).contains("43 132");
        }
    }

    /** More than any buffer on the way holds, both ways at once, to a program that reads no further than it is heard. */
    @Test
    void doesNotHangWhenMuchIsTypedIntoAProgramThatAnswers() throws Exception {
        try (Connection terminal = opened()) {
            terminal.type("stty raw -echo; echo ready $((1+1)); tee /dev/null\n");
            terminal.readUntil("ready 2");
            StringBuilder much = new StringBuilder();
            for (int i = 0; i < 40_000; i++) {
                much.append("line %06d%n".formatted(i).toLowerCase(Locale.ROOT));
            }
            Thread typing = Thread.ofVirtual().start(() -> terminal.typeInPieces(much + "the end of it"));
            assertThat(terminal.readUntil("the end of it")).contains("line 039999");
            typing.join();
        }
    }

    @Test
    void endsTheShellWithItsConnection() throws IOException {
        Owner owner = owner();
        try (Connection terminal = opened()) {
            terminal.type("sleep 4711 & echo started $((1+1))\n");
            terminal.readUntil("started 2");
        }
        long giveUp = System.nanoTime() + 10_000_000_000L;
        while (!SandboxBench.output(SandboxBench.run(owner, "pgrep -f '^bash$'"))
                .isEmpty()) {
            assertThat(System.nanoTime()).as("the shell lives on").isLessThan(giveUp);
        }
    }
}
