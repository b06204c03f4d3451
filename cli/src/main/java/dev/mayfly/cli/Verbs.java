package dev.mayfly.cli;

import dev.mayfly.cli.audit.AuditCommand;
import dev.mayfly.cli.demo.DemoCommand;
import dev.mayfly.cli.files.FilesCommand;
import dev.mayfly.cli.follow.EventsCommand;
import dev.mayfly.cli.installation.CompletionCommand;
import dev.mayfly.cli.installation.HoldingsCommand;
import dev.mayfly.cli.installation.MeCommand;
import dev.mayfly.cli.installation.TemplatesCommand;
import dev.mayfly.cli.installation.VersionCommand;
import dev.mayfly.cli.receipt.ReceiptCommand;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.up.UpCommand;
import dev.mayfly.cli.workspace.ApproveCommand;
import dev.mayfly.cli.workspace.DenyCommand;
import dev.mayfly.cli.workspace.EndCommand;
import dev.mayfly.cli.workspace.ExecCommand;
import dev.mayfly.cli.workspace.ExplainCommand;
import dev.mayfly.cli.workspace.ExtendCommand;
import dev.mayfly.cli.workspace.FreezeCommand;
import dev.mayfly.cli.workspace.ListCommand;
import dev.mayfly.cli.workspace.RequestCommand;
import dev.mayfly.cli.workspace.ShowCommand;
import dev.mayfly.cli.workspace.ThawCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * All verbs. Only those that a command line names are loaded, because reading the annotations of all of them would take
 * longer than what most of them do.
 */
final class Verbs {
    /** The all-in-one process. It comes first on its command line, has options of its own and is no client. */
    static final String UP = "up";

    /** Trains the start-up cache; nobody else needs it, so no list names it. */
    static final String REHEARSE = "--rehearse";

    /** Turned round before the command line is read: {@code help VERB} is {@code VERB --help}. */
    static final String HELP = "help";

    private static final Map<String, Function<Session, Object>> ALL = all();

    private Verbs() {}

    private static Map<String, Function<Session, Object>> all() {
        Map<String, Function<Session, Object>> all = new LinkedHashMap<>();
        all.put("request", RequestCommand::new);
        all.put("list", ListCommand::new);
        all.put("show", ShowCommand::new);
        all.put("explain", ExplainCommand::new);
        all.put("events", EventsCommand::new);
        all.put("exec", ExecCommand::new);
        all.put("files", FilesCommand::with);
        all.put("extend", ExtendCommand::new);
        all.put("freeze", FreezeCommand::new);
        all.put("thaw", ThawCommand::new);
        all.put("approve", ApproveCommand::new);
        all.put("deny", DenyCommand::new);
        all.put("end", EndCommand::new);
        all.put("receipt", ReceiptCommand::with);
        all.put("templates", TemplatesCommand::new);
        all.put("holdings", HoldingsCommand::new);
        all.put("audit", AuditCommand::with);
        all.put("me", MeCommand::new);
        all.put("demo", DemoCommand::new);
        all.put("completion", session -> new CompletionCommand(session.terminal()));
        all.put("version", VersionCommand::new);
        all.put(HELP, session -> listed("Say what a verb does: mayfly help VERB"));
        all.put(UP, session -> listed("Run Mayfly here until Ctrl-C; it must come first: mayfly up --help"));
        return all;
    }

    /** A verb that is handled before the others, and stands in their list all the same. */
    private static CommandSpec listed(String description) {
        return CommandSpec.create().usageMessage(new UsageMessageSpec().description(description));
    }

    static void add(CommandLine line, Session session, String... arguments) {
        List<String> words = List.of(arguments);
        boolean every = words.stream().noneMatch(ALL::containsKey) || words.contains("completion");
        ALL.forEach((name, make) -> {
            if (every || words.contains(name)) {
                line.addSubcommand(name, make.apply(session));
            }
        });
    }

    static int up(String... arguments) {
        return new CommandLine(new UpCommand(Rehearsal::withServer)).execute(arguments);
    }
}
