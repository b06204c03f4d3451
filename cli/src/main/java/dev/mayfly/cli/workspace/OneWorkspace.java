package dev.mayfly.cli.workspace;

import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.workspace.WorkspaceId;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;

/** A verb about one workspace. */
abstract class OneWorkspace implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "WORKSPACE", description = "its id, such as ws-0123456789ab")
    private WorkspaceId workspace = new WorkspaceId("ws-000000000000");

    OneWorkspace(Session session) {
        this.session = session;
    }

    final Session session() {
        return session;
    }

    final WorkspaceId workspace() {
        return workspace;
    }

    final Answer look() {
        return session.api().get(Api.path("v1", "workspaces", workspace.value()));
    }

    final Answer act(String what, String json, Map<String, String> headers) {
        return session.api().post(Api.path("v1", "workspaces", workspace.value(), what), json, headers);
    }
}
