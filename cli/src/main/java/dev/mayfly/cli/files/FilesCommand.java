package dev.mayfly.cli.files;

import dev.mayfly.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code mayfly files}: what goes into a workspace and what comes out of it. */
@Command(
        name = "files",
        description = "Bring files into a workspace, and take them out of it.",
        synopsisSubcommandLabel = "VERB")
public final class FilesCommand {
    private FilesCommand() {}

    /** The command with its own verbs. */
    public static CommandLine with(Session session) {
        return new CommandLine(new FilesCommand())
                .addSubcommand(new FilesPut(session))
                .addSubcommand(new FilesList(session))
                .addSubcommand(new FilesGet(session));
    }
}
