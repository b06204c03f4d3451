package dev.mayfly.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.cli.failure.Exit;
import dev.mayfly.cli.http.Answer;
import dev.mayfly.cli.http.Api;
import dev.mayfly.cli.http.Fields;
import dev.mayfly.cli.session.Session;
import dev.mayfly.cli.terminal.Line;
import dev.mayfly.cli.terminal.Style;
import dev.mayfly.cli.terminal.Table;
import dev.mayfly.cli.terminal.Table.Cell;
import dev.mayfly.cli.terminal.Terminal;
import dev.mayfly.cli.terminal.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code mayfly explain}: why a workspace is alive, what will end it, and when. */
@Command(name = "explain", description = "Why a workspace is alive, what will end it, and when.")
public final class ExplainCommand extends OneWorkspace {
    /** Used by the command line. */
    public ExplainCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Answer answer =
                session().api().get(Api.path("v1", "workspaces", workspace().value(), "explanation"));
        if (session().json()) {
            session().terminal().json(answer.text());
        } else {
            print(session(), answer.json());
        }
        return Exit.OK.status();
    }

    /** Prints an explanation. */
    public static void print(Session session, JsonNode explanation) {
        Terminal terminal = session.terminal();
        terminal.out(new Line().add(Style.BOLD, Fields.text(explanation, "because")));
        Table table = new Table(3, "WHEN", "EXACTLY", "WHAT", "");
        for (JsonNode deadline : Fields.items(explanation, "deadlines")) {
            Optional<Instant> at = Fields.instant(deadline, "at");
            table.row(
                    new Cell(
                            Style.BOLD,
                            at.map(moment -> Times.relative(moment, session.now()))
                                    .orElse("?")),
                    new Cell(
                            Style.DIM,
                            at.map(moment -> moment.truncatedTo(ChronoUnit.SECONDS)
                                            .toString())
                                    .orElse("?")),
                    Cell.of(Fields.text(deadline, "kind")),
                    Cell.of(Fields.text(deadline, "sentence")));
        }
        if (table.isEmpty()) {
            terminal.out("Nothing will happen to it by itself.");
        } else {
            terminal.out(table);
        }
    }
}
