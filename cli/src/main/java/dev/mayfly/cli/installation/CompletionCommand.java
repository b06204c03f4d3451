package dev.mayfly.cli.installation;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mayfly completion}: what a shell needs to complete a command line. */
@Command(
        name = "completion",
        description = "Print what a shell needs to complete command lines: source <(mayfly completion bash)")
public final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    /** The shells that are supported, by the names that people type. */
    public enum Shell {
        /** GNU Bash. */
        bash,
        /** The Z shell, by its compatibility with Bash's completions. */
        zsh
    }

    /** Used by the command line. */
    public CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("mayfly", spec.root().commandLine());
        String loading =
                switch (shell) {
                    case bash -> "";
                    case zsh -> "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";
                };
        terminal.raw((loading + script).getBytes(StandardCharsets.UTF_8));
        return Exit.OK.status();
    }
}
