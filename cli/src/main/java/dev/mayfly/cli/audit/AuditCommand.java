package dev.mayfly.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.http.Pages;
import dev.mayfly.cli.http.Paging;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Table;
import dev.mayfly.domain.event.EventType;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mayfly audit}: what happened, over all workspaces. */
@Command(
        name = "audit",
        description = "What happened, over all workspaces; for auditors and operators.",
        footer = {
            "",
            "To see that none of it was changed: mayfly audit export FOLDER, then mayfly audit verify FOLDER --key KEYS"
        },
        synopsisSubcommandLabel = "[export FOLDER | verify FOLDER]")
public final class AuditCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--workspace", paramLabel = "WORKSPACE", description = "only to this one")
    private @Nullable WorkspaceId workspace;

    @Option(names = "--type", paramLabel = "TYPE", description = "only this. One of: ${COMPLETION-CANDIDATES}")
    private @Nullable EventType type;

    @Option(names = "--actor", paramLabel = "USER", description = "only by this user, or by mayfly itself")
    private @Nullable String actor;

    @Mixin
    private final Paging paging = new Paging();

    private AuditCommand(Session session) {
        this.session = session;
    }

    /** The command with its own verbs. */
    public static CommandLine with(Session session) {
        return new CommandLine(new AuditCommand(session))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new VerifyCommand(session));
    }

    @Override
    public Integer call() {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        if (workspace != null) {
            parameters.add(Map.entry("workspace", workspace.value()));
        }
        if (type != null) {
            parameters.add(Map.entry("type", type.name()));
        }
        if (actor != null) {
            parameters.add(Map.entry("actor", actor));
        }
        Pages pages = paging.of(session.api(), "/v1/audit", parameters);
        if (session.json()) {
            session.terminal().json(pages.first().text());
            return Exit.OK.status();
        }
        Table table = new Table(5, "ID", "AT", "WORKSPACE", "TYPE", "ACTOR", "WHAT");
        for (JsonNode event : pages.all()) {
            table.row(
                    Fields.text(event, "id"),
                    Fields.text(event, "at"),
                    Fields.text(event, "workspace"),
                    Fields.text(event, "type"),
                    Fields.text(event, "actor"),
                    Fields.text(event, "message"));
        }
        if (table.isEmpty()) {
            session.terminal().note("No events.");
        } else {
            session.terminal().out(table);
        }
        Paging.tellOfMore(session.terminal(), pages);
        return Exit.OK.status();
    }
}
