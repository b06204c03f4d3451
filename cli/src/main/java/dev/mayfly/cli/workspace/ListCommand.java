package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.failure.Failure;
import dev.mayfly.cli.http.Pages;
import dev.mayfly.cli.http.Paging;
import dev.mayfly.cli.session.Session;
import dev.mayfly.domain.workspace.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mayfly list}: the workspaces that the caller may see. */
@Command(
        name = "list",
        description = "The workspaces that you may see: those that live, or with --all also those that are closed.")
public final class ListCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--phase",
            paramLabel = "PHASE",
            description = "only in this phase; may be given several times." + " One of: ${COMPLETION-CANDIDATES}")
    private List<Phase> phases = new ArrayList<>();

    @Option(names = "--mine", description = "only those that you requested")
    private boolean mine;

    @Option(names = "--all", description = "those that are closed as well")
    private boolean all;

    @Option(names = "--template", paramLabel = "NAME", defaultValue = "", description = "only of this template")
    private String template = "";

    @Option(names = "--stalled", description = "only those whose removal has stalled")
    private boolean stalled;

    @Mixin
    private final Paging paging = new Paging();

    /** Used by the command line. */
    public ListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (all && !phases.isEmpty()) {
            throw Failure.usage("--all and --phase say two things", "Give one of them.");
        }
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        List<Phase> wanted = !phases.isEmpty()
                ? phases
                : all
                        ? List.of()
                        : Arrays.stream(Phase.values())
                                .filter(phase -> phase != Phase.CLOSED)
                                .toList();
        wanted.forEach(phase -> parameters.add(Map.entry("phase", phase.name())));
        if (mine) {
            parameters.add(Map.entry("requester", session.me()));
        }
        if (!template.isEmpty()) {
            parameters.add(Map.entry("template", template));
        }
        if (stalled) {
            parameters.add(Map.entry("stalled", "true"));
        }
        Pages pages = paging.of(session.api(), "/v1/workspaces", parameters);
        if (session.json()) {
            session.terminal().json(pages.first().text());
            return Exit.OK.status();
        }
        List<JsonNode> items = pages.all();
        if (items.isEmpty()) {
            session.terminal()
                    .note(
                            all || !phases.isEmpty()
                                    ? "No workspaces."
                                    : "No workspaces that live; %s list --all shows those that are closed as well."
                                            .formatted(session.mayfly()));
            return Exit.OK.status();
        }
        WorkspaceView.table(session, items);
        long stalledOnes =
                items.stream().filter(each -> each.path("stalled").asBoolean()).count();
        if (stalledOnes > 0) {
            session.terminal().note("%d stalled: their removal goes on and a person must look".formatted(stalledOnes));
        }
        Paging.tellOfMore(session.terminal(), pages);
        return Exit.OK.status();
    }
}
