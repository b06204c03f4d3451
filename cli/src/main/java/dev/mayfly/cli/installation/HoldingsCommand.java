package dev.mayfly.cli.installation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.http.Pages;
import dev.mayfly.cli.http.Paging;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Table;
import dev.mayfly.cli.terminal.Table.Cell;
import dev.mayfly.cli.terminal.Times;
import dev.mayfly.domain.holding.HoldingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mayfly holdings}: the ledger of what was made. */
@Command(name = "holdings", description = "The ledger of what was made for workspaces; for operators and auditors.")
public final class HoldingsCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only in this state. One of: ${COMPLETION-CANDIDATES}")
    private @Nullable HoldingState state;

    @Option(names = "--host", paramLabel = "HOST", description = "only on this host")
    private @Nullable String host;

    @Option(names = "--driver", paramLabel = "DRIVER", description = "only of this driver")
    private @Nullable String driver;

    @Mixin
    private final Paging paging = new Paging();

    /** Used by the command line. */
    public HoldingsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        if (state != null) {
            parameters.add(Map.entry("state", state.name()));
        }
        if (host != null) {
            parameters.add(Map.entry("host", host));
        }
        if (driver != null) {
            parameters.add(Map.entry("driver", driver));
        }
        Pages pages = paging.of(session.api(), "/v1/holdings", parameters);
        if (session.json()) {
            session.terminal().json(pages.first().text());
            return Exit.OK.status();
        }
        Table table = new Table(6, "WORKSPACE", "STEP", "DRIVER", "HOST", "STATE", "SINCE", "WHAT IS KNOWN");
        for (JsonNode each : pages.all()) {
            String now = Fields.text(each, "state");
            table.row(
                    new Cell(Style.BOLD, Fields.text(each, "workspace")),
                    Cell.of(Fields.text(each, "step")),
                    Cell.of(Fields.text(each, "driver")),
                    Cell.of(Fields.text(each, "host")),
                    new Cell(Style.ofState(now), now),
                    Cell.of(since(each)),
                    Cell.of(known(each)));
        }
        if (table.isEmpty()) {
            session.terminal().note("Nothing is held.");
        } else {
            session.terminal().out(table);
        }
        Paging.tellOfMore(session.terminal(), pages);
        return Exit.OK.status();
    }

    private String since(JsonNode holding) {
        for (String field : List.of("goneAt", "removingAt", "madeAt", "intendedAt")) {
            var at = Fields.instant(holding, field);
            if (at.isPresent()) {
                return Times.relative(at.get(), session.now());
            }
        }
        return "";
    }

    private static String known(JsonNode holding) {
        String error = Fields.text(holding, "lastError");
        if (!error.isEmpty()) {
            return "%s failures, the last: %s".formatted(Fields.text(holding, "failures"), error);
        }
        int evidence = holding.path("evidence").size();
        return evidence > 0
                ? "%d looks found it gone".formatted(evidence)
                : "%d parts".formatted(Fields.items(holding, "parts").size());
    }
}
