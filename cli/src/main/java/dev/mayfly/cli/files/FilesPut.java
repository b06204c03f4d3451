package dev.mayfly.cli.files;

import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mayfly files put}. */
@Command(name = "put", description = "Bring files into the inbox of a workspace.")
final class FilesPut implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "WORKSPACE", description = "its id, such as ws-0123456789ab")
    private WorkspaceId workspace = new WorkspaceId("ws-000000000000");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "what to bring in")
    private List<Path> files = new ArrayList<>();

    FilesPut(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Upload> uploads = files.stream().map(Upload::of).toList();
        for (Upload upload : uploads) {
            Answer answer = upload.into(session, workspace);
            if (session.json()) {
                session.terminal().json(answer.text());
            } else {
                session.terminal()
                        .out("%s  %s bytes  sha256 %s"
                                .formatted(
                                        upload.name(),
                                        Fields.text(answer.json(), "bytes"),
                                        Fields.text(answer.json(), "sha256")));
            }
        }
        return Exit.OK.status();
    }
}
