package dev.mayfly.cli;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.installation.VersionCommand;
import dev.mayfly.cli.session.Globals;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Terminal;
import dev.mayfly.cli.terminal.Times;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** The command {@code mayfly}. */
public final class Mayfly {
    private Mayfly() {}

    /** Runs one command line and ends with its exit code. */
    public static void main(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals(Verbs.UP)) {
            System.exit(Verbs.up(Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        if (arguments.length == 1 && arguments[0].equals(Verbs.REHEARSE)) {
            System.exit(Rehearsal.run());
        }
        Terminal terminal = Console.terminal(System.getenv());
        int status = run(terminal, System.getenv(), Clock.systemUTC(), arguments);
        terminal.flush();
        System.exit(status);
    }

    /** Runs one command line and returns its exit code. */
    public static int run(Terminal terminal, Map<String, String> environment, Clock clock, String... arguments) {
        Globals globals = new Globals();
        try (Session session = new Session(globals, terminal, environment, List.of(arguments), clock)) {
            String[] words = helped(arguments);
            CommandLine line = line(globals, session, words);
            if (words.length == 0) {
                terminal.block(line.getUsageMessage(Ansi.OFF));
                return Exit.USAGE.status();
            }
            return line.execute(words);
        }
    }

    private static String[] helped(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals(Verbs.HELP)) {
            return arguments;
        }
        String[] turned = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
        turned[arguments.length - 1] = "--help";
        return turned;
    }

    /** The command line with those verbs that its words name; with all of them when they name none. */
    static CommandLine line(Globals globals, Session session, String... arguments) {
        CommandLine line = new CommandLine(globals);
        line.getCommandSpec().versionProvider(new VersionCommand.Provider());
        Verbs.add(line, session, arguments);
        line.registerConverter(Duration.class, Mayfly::duration);
        line.registerConverter(WorkspaceId.class, Mayfly::workspace);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
        line.setExecutionStrategy(parsed -> {
            session.terminal().choose(globals.noColour(), globals.quiet());
            return new RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler((e, given) -> misused(session, e));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(session, e));
        line.setOut(new PrintWriter(new Console.Out(session.terminal()), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        return line;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (Exit exit : Exit.values()) {
            codes.put(String.valueOf(exit.status()), exit.meaning());
        }
        return codes;
    }

    private static Duration duration(String text) {
        try {
            return Times.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static WorkspaceId workspace(String text) {
        try {
            return new WorkspaceId(text);
        } catch (MayflyException e) {
            throw new TypeConversionException(
                    "expected a workspace id such as ws-0123456789ab, got \"%s\"".formatted(text));
        }
    }

    private static int misused(Session session, ParameterException e) {
        String verb = e.getCommandLine().getCommandSpec().qualifiedName();
        return failed(session, Failure.usage(String.valueOf(e.getMessage()), verb + " --help says how it is used."));
    }

    private static int failed(Session session, Exception e) {
        if (e instanceof Failure failure) {
            tell(session, failure);
            return failure.exit().status();
        }
        if (session.variable("MAYFLY_DEBUG").isPresent()) {
            e.printStackTrace();
        }
        tell(
                session,
                new Failure(
                        Exit.UNEXPECTED,
                        "unexpected",
                        "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()),
                        "This is a defect of mayfly; MAYFLY_DEBUG=1 shows where it happened.",
                        e));
        return Exit.UNEXPECTED.status();
    }

    private static void tell(Session session, Failure failure) {
        Terminal terminal = session.terminal();
        if (session.json()) {
            terminal.errorJson(
                    failure.problem().orElseGet(() -> ProblemJson.of(failure, session.hint(failure.advice()))));
            return;
        }
        terminal.error(new Line().add(Style.BAD, failure.code() + ": ").add(String.valueOf(failure.getMessage())));
        failure.fields().stream()
                .filter(field -> !field.equals(failure.getMessage()))
                .forEach(field -> terminal.error(Line.of("  " + field)));
        if (!failure.advice().isEmpty()) {
            terminal.error(Line.of("  -> " + session.hint(failure.advice())));
        }
    }
}
