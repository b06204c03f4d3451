package dev.mayfly.cli.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Table;
import dev.mayfly.cli.terminal.Times;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mayfly files list}. */
@Command(name = "list", description = "The files in the outbox of a workspace.")
final class FilesList implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "WORKSPACE", description = "its id, such as ws-0123456789ab")
    private WorkspaceId workspace = new WorkspaceId("ws-000000000000");

    FilesList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Answer answer = session.api().get(Api.path("v1", "workspaces", workspace.value(), "outbox"));
        if (session.json()) {
            session.terminal().json(answer.text());
            return Exit.OK.status();
        }
        Table table = new Table(0, "NAME", "BYTES", "CHANGED");
        for (JsonNode file : Fields.items(answer.json(), "items")) {
            table.row(
                    Fields.text(file, "name"),
                    Fields.text(file, "bytes"),
                    Fields.instant(file, "modifiedAt")
                            .map(at -> Times.relative(at, session.now()))
                            .orElse(""));
        }
        if (table.isEmpty()) {
            session.terminal().note("The outbox is empty.");
        } else {
            session.terminal().out(table);
        }
        return Exit.OK.status();
    }
}
